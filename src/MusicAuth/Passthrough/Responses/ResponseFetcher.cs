using System.Text.Json;

namespace MusicAuth.Passthrough.Responses;

/// <summary>Fetches complete responses, to cache or to join them.</summary>
internal sealed class ResponseFetcher(PassthroughClient client, TimeProvider clock)
{
    /// <param name="previous">The body of the previous response; null if there is none.</param>
    public async Task<ProviderResponse> FetchAsync(
        PassthroughCall call, Action<HttpRequestMessage> setHeaders, RewrittenBody? previous,
        CancellationToken cancellationToken)
    {
        const int maxLength = BufferingOptions.MaxCachedLength;
        var response = await SendAsync(call, setHeaders, new(previous, maxLength), cancellationToken);
        if (((RewrittenContent)response.Content).ToRewrittenBody(maxLength) is not { } body)
            throw new TooLargeToCacheException(response, clock);
        using (response)
            return ToProviderResponse(response, body);
    }

    /// <summary>Sends the requests of a plan in order and joins their responses, or returns the first error.</summary>
    public async Task<ProviderResponse> FetchAllAsync(
        RequestPlan plan, Action<HttpRequestMessage> setHeaders, CancellationToken cancellationToken)
    {
        var bodies = new List<byte[]>();
        ProviderResponse? response = null;
        foreach (var request in plan.Requests)
        {
            if (bodies.Count > 0 && !plan.Mapping!.NeedsNextRequest(plan.Original, bodies))
                break;
            // The number of items in a part can decide about the next request, so nulls are dropped only at the end.
            var call = new PassthroughCall(plan, request) { DropNulls = false };
            response = await FetchPartAsync(call, setHeaders, cancellationToken);
            if (!response.IsSuccess)
                return response;
            bodies.Add(response.Body);
        }

        try
        {
            var joined = plan.Mapping!.JoinResponses(plan.Original, bodies);
            if (plan.DropNulls && plan.Mapping.MapResponse(joined, dropNulls: true) is { } withoutNulls)
                joined = withoutNulls.ToArray();
            return response! with
            {
                Body = joined,
                SourceHash = null,
                Headers = response.Headers.FindAll(HeaderAllowlist.HoldsForJoined),
            };
        }
        catch (JsonException)
        {
            throw UpstreamException.InvalidResponse(plan.Route.Api.Provider, ResponseInspector.InvalidJson)
                .ToProblem().ToException();
        }
    }

    private async Task<ProviderResponse> FetchPartAsync(
        PassthroughCall call, Action<HttpRequestMessage> setHeaders, CancellationToken cancellationToken)
    {
        const int maxLength = (int)ProviderCallSender.MaxBodyBytes;
        using var response = await SendAsync(call, setHeaders, new(Previous: null, maxLength), cancellationToken);
        return ((RewrittenContent)response.Content).ToRewrittenBody(maxLength) is { } body
            ? ToProviderResponse(response, body)
            : throw UpstreamException.InvalidResponse(call.Api.Provider, "The provider's response is too large.")
                .ToProblem().ToException();
    }

    private async Task<HttpResponseMessage> SendAsync(
        PassthroughCall call, Action<HttpRequestMessage> setHeaders, BufferingOptions buffering,
        CancellationToken cancellationToken)
    {
        using var request = (call with { Buffering = buffering }).CreateRequest();
        setHeaders(request);
        return await client.SendAsync(request, cancellationToken);
    }

    private static ProviderResponse ToProviderResponse(HttpResponseMessage response, RewrittenBody body) =>
        new((int)response.StatusCode, body.Body, HeaderAllowlist.SelectForCaller(response))
        {
            SourceHash = body.SourceHash,
            Fault = ((RewrittenContent)response.Content).Fault,
        };
}
