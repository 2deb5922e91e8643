using System.Net.Http.Headers;
using MusicAuth.Access;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Serves one request to a provider's API.</summary>
public sealed class RawServing(RawForwarder forwarder, RawFetch fetch, RawKept kept)
{
    private const int LargestShapedBody = 1024 * 1024;

    /// <summary>The answer is written, also where it is a refusal that has the provider's form.</summary>
    /// <exception cref="ProblemException">Where the broker itself has no answer to give.</exception>
    internal async Task<RawOutcome> ServeAsync(HttpContext context, Caller caller, RawRoute route)
    {
        caller.RequireProvider(route.Api.Provider);
        var request = context.Request;
        RawHeaders.RequireAscii(request);
        var target = RawTarget.Of(context, route.Prefix);
        var (shape, requests) = await RequestsAsync(request, route.Api, target, context.RequestAborted);
        var userId = route.UserOf(caller);
        var wish = new RawAnswerWish(target.DropNulls);
        try
        {
            if (requests is [{ Body: null } only])
            {
                var call = route.NewCall(only, userId, shape, wish);
                var isKept = kept.Takes(request, call);
                try
                {
                    if (isKept)
                        await RawKeptAnswer.WriteAsync(context, await kept.GetAsync(context, caller, call, route));
                }
                catch (TooLargeToKeepException)
                {
                    isKept = false;
                }

                if (!isKept)
                    await forwarder.ForwardAsync(context, call);
            }
            else
            {
                await SendAllAsync(context, route, userId, shape!, wish, requests);
            }
        }
        catch (RawErrorAnswer error)
        {
            await error.Reply.WriteAsync(context.Response, context.RequestAborted);
        }
        catch (ProblemException problem) when (problem.Problem == ProblemCode.ProviderRateLimited)
        {
            return await RawOutcome.WriteTooManyAsync(context, route.Api, problem);
        }
        finally
        {
            // Also where it failed half-way, or nobody knows how it ended.
            if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
                await kept.DropAsync(userId, route);
        }

        return RawOutcome.Of(context.Response.StatusCode);
    }

    private static async ValueTask<(IRawShape? Shape, IReadOnlyList<RawRequest> Requests)> RequestsAsync(
        HttpRequest request, IRawApi api, RawTarget target, CancellationToken cancellationToken)
    {
        var shape = IsRaw(request) ? null : api.ShapeOf(request.Method, target.Path);
        var body = shape is { ReadsBody: true }
            ? await BodyAsync(request, cancellationToken)
            : (ReadOnlyMemory<byte>?)null;
        var asked = new RawRequest(request.Method, target.Path, target.Query, body);
        try
        {
            return (shape, shape?.Requests(asked) ?? [asked]);
        }
        catch (RawShapeException failure)
        {
            throw new ProblemException(ProblemCode.InvalidParameter, failure.Message);
        }
    }

    private static bool IsRaw(HttpRequest request) =>
        request.Headers[RawHeaders.Shape].ToString().Equals("raw", StringComparison.OrdinalIgnoreCase);

    // What was one request is several today: the first that fails is the answer.
    private async Task SendAllAsync(
        HttpContext context, RawRoute route, Guid? userId, IRawShape shape, RawAnswerWish wish,
        IReadOnlyList<RawRequest> requests)
    {
        RawReply? reply = null;
        var good = new List<byte[]>();
        foreach (var request in requests)
        {
            reply = await fetch.SendAsync(
                route.NewCall(request, userId, shape, wish),
                message =>
                {
                    message.Content = request.Body is { Length: > 0 } json ? JsonOf(json) : null;
                    RawHeaders.CopyTo(message, context.Request);
                },
                known: null,
                context.RequestAborted);
            if (reply is not { IsGood: true })
                break;
            good.Add(reply.Body);
        }

        if (reply is null)
            throw RawRefusals.ProblemOf(UpstreamException.Invalid(
                route.Api.Provider, "The provider's answer is too large."));
        if (good.Count > 1 && reply.IsGood)
            reply = reply with { Body = shape.Join(good) };
        await reply.WriteAsync(context.Response, context.RequestAborted);
    }

    private static ReadOnlyMemoryContent JsonOf(ReadOnlyMemory<byte> json) => new(json)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        await using var capped = new CappedStream(
            request.Body, LargestShapedBody,
            () => new ProblemException(ProblemCode.BodyTooLarge, "The body is larger than this address takes."));
        await capped.CopyToAsync(whole, cancellationToken);
        return whole.ToArray();
    }
}
