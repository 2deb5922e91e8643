using MusicAuth.Access;
using MusicAuth.Web;

namespace MusicAuth.Passthrough;

/// <summary>Serves one request to a provider's API.</summary>
public sealed class RawServing(RequestBodies bodies, RawRelay relay, RawFetch fetch, RawKept kept)
{
    /// <summary>The answer is written, also where it is a refusal that has the provider's form.</summary>
    /// <exception cref="ProblemException">Where the broker itself has no answer to give.</exception>
    internal async Task<RawOutcome> ServeAsync(HttpContext context, Caller caller, RawRoute route)
    {
        caller.RequireProvider(route.Api.Provider);
        var request = context.Request;
        RawHeaders.RequireAscii(request);
        var target = RawTarget.Of(context, route.Prefix);
        using var body = await bodies.ReadAsync(context, caller.UserId);
        var plan = RawPlan.Of(
            route, route.UserOf(caller), caller.UserId,
            new RawRequest(
                MethodOf(request), target.Path, target.Query, body?.Bytes ?? ReadOnlyMemory<byte>.Empty),
            new RawAnswerWish(target.DropNulls), body, IsRaw(request));
        try
        {
            await AnswerAsync(context, caller, plan, isKept: body is null && kept.Takes(request, plan));
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
                await kept.DropAsync(plan.UserId, route);
        }

        return RawOutcome.Of(context.Response.StatusCode);
    }

    // The headers of a HEAD are those of the GET, which only the GET tells: joined pages, lengths, what is kept.
    private static string MethodOf(HttpRequest request) =>
        HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;

    private static bool IsRaw(HttpRequest request) =>
        request.Headers[RawHeaders.Shape].ToString().Equals("raw", StringComparison.OrdinalIgnoreCase);

    private async Task AnswerAsync(HttpContext context, Caller caller, RawPlan plan, bool isKept)
    {
        if (isKept)
        {
            try
            {
                await RawKeptAnswer.WriteAsync(context, await kept.GetAsync(context, caller, plan));
                return;
            }
            catch (TooLargeToKeepException tooLarge)
            {
                if (tooLarge.Take() is { } open)
                {
                    using (open)
                        await relay.SendAsync(context, open, caller.UserId);
                    return;
                }
            }
        }

        if (plan.IsSingle)
        {
            await relay.ForwardAsync(context, plan.NewCall(plan.Requests[0]));
            return;
        }

        var reply = await fetch.SendAllAsync(
            plan, message => RawHeaders.CopyTo(message, context.Request), context.RequestAborted);
        await reply.WriteAsync(context.Response, context.RequestAborted);
    }
}
