using System.Net.Http.Headers;
using MusicAuth.Access;
using MusicAuth.Upstream;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Serves one request to a provider's API.</summary>
public sealed class RawServing(RawForwarder forwarder, RawFetch fetch, RawKept kept)
{
    private const int LargestShapedBody = 1024 * 1024;

    /// <exception cref="ProblemException">Where the broker itself has no answer to give.</exception>
    internal async Task ServeAsync(HttpContext context, Caller caller, RawRoute route)
    {
        caller.RequireProvider(route.Api.Provider);
        var request = context.Request;
        RawHeaders.RequireAscii(request);
        var target = RawTarget.Of(context, route.Prefix);
        var shape = IsRaw(request) ? null : route.Api.ShapeOf(request.Method, target.Path);
        var body = shape is { ReadsBody: true }
            ? await BodyAsync(request, context.RequestAborted)
            : (ReadOnlyMemory<byte>?)null;
        var asked = new RawRequest(request.Method, target.Path, target.Query, body);
        var userId = route.UserOf(caller);
        var wish = new RawAnswerWish(target.DropNulls);
        RawCall CallOf(RawRequest one) => route.NewCall(one, userId, shape, wish);
        var requests = Requests(shape, asked);
        try
        {
            if (requests is not [{ Body: null } only])
                await SendAllAsync(context, shape!, [.. requests.Select(one => (one, CallOf(one)))]);
            else if (CallOf(only) is var call && kept.Takes(request, call))
                await RawKeptAnswer.WriteAsync(context, await kept.GetAsync(context, caller, call, route));
            else
                await forwarder.ForwardAsync(context, call);
        }
        catch (TooLargeToKeepException)
        {
            await forwarder.ForwardAsync(context, CallOf(requests[0]));
        }
        catch (RawErrorAnswer error)
        {
            await error.Reply.WriteAsync(context.Response, context.RequestAborted);
        }
        finally
        {
            // Also where it failed half-way, or nobody knows how it ended.
            if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
                await kept.DropAsync(userId, route);
        }
    }

    private static IReadOnlyList<RawRequest> Requests(IRawShape? shape, RawRequest asked)
    {
        try
        {
            return shape?.Requests(asked) ?? [asked];
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
        HttpContext context, IRawShape shape, (RawRequest Request, RawCall Call)[] calls)
    {
        RawReply? reply = null;
        var good = new List<byte[]>();
        foreach (var (request, call) in calls)
        {
            reply = await fetch.SendAsync(
                call,
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
                calls[0].Call.Api.Provider, "The provider's answer is too large."));
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
