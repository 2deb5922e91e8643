using System.Text.Json;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Asks a provider for an answer that is kept, or needed before another one.</summary>
internal sealed class ResponseFetcher(PassthroughClient client, TimeProvider clock)
{
    /// <summary>A larger answer is not kept.</summary>
    public const int MaxCachedLength = 1024 * 1024;

    // A part of an answer is read whole, whatever it takes to join it.
    private const int MaxPartLength = (int)ProviderCallSender.MaxBodyBytes;

    /// <param name="call">What is asked for.</param>
    /// <param name="prepare">Sets headers.</param>
    /// <param name="known">What the answer was before; null where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TooLargeToCacheException">The answer is larger than <see cref="MaxCachedLength"/>, and open.</exception>
    internal async Task<ProviderResponse> SendAsync(
        PassthroughCall call, Action<HttpRequestMessage> prepare, RewrittenBody? known, CancellationToken cancellationToken)
    {
        var response = await SendBufferedAsync(call, prepare, new BufferingOptions(known, MaxCachedLength), cancellationToken);
        if (((RewrittenContent)response.Content).GetRewrittenBody(MaxCachedLength) is not { } whole)
            throw new TooLargeToCacheException(response, clock);
        using (response)
            return ToProviderResponse(response, whole);
    }

    /// <summary>What was one request is several today: the first that fails is the answer.</summary>
    internal async Task<ProviderResponse> SendAllAsync(
        RequestPlan plan, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        var good = new List<byte[]>();
        ProviderResponse? reply = null;
        foreach (var request in plan.Requests)
        {
            if (good.Count > 0 && !plan.Mapping!.NeedsNextRequest(plan.Original, good))
                break;
            // Nothing is left out of a part: its length may have to say whether there are more.
            reply = await FetchPartAsync(plan.CreateCall(request) with { DropNulls = false }, prepare, cancellationToken);
            if (!reply.IsSuccess)
                return reply;
            good.Add(reply.Body);
        }

        try
        {
            var whole = plan.Mapping!.JoinResponses(plan.Original, good);
            var wished = plan.DropNulls ? plan.Mapping.MapResponse(whole, dropNulls: true) : null;
            return reply! with { Body = wished?.ToArray() ?? whole, SourceHash = null };
        }
        catch (JsonException)
        {
            throw UpstreamException.InvalidResponse(
                plan.Route.Api.Provider, "The provider declared its response as JSON, but the response is not valid JSON.")
                .ToProblem().ToException();
        }
    }

    private async Task<ProviderResponse> FetchPartAsync(
        PassthroughCall call, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        using var response = await SendBufferedAsync(call, prepare, new BufferingOptions(null, MaxPartLength), cancellationToken);
        return ((RewrittenContent)response.Content).GetRewrittenBody(MaxPartLength) is { } whole
            ? ToProviderResponse(response, whole)
            : throw UpstreamException.InvalidResponse(call.Api.Provider, "The provider's response is too large.")
                .ToProblem().ToException();
    }

    private async Task<HttpResponseMessage> SendBufferedAsync(
        PassthroughCall call, Action<HttpRequestMessage> prepare, BufferingOptions whole, CancellationToken cancellationToken)
    {
        using var request = (call with { Buffering = whole }).CreateRequest();
        prepare(request);
        return await client.SendAsync(request, cancellationToken);
    }

    private static ProviderResponse ToProviderResponse(HttpResponseMessage response, RewrittenBody whole) =>
        new((int)response.StatusCode, whole.Body, HeaderAllowlist.SelectForCaller(response)) { SourceHash = whole.SourceHash };
}
