using System.Text.Json;

namespace MusicAuth.Tests.Infrastructure;

public sealed record ProviderCounts(
    int TotalRequests, int TokenRequests, int TokenExchanges, int Refreshes, int Reuse, int MaxConcurrency,
    int HeldResponses)
{
    public static ProviderCounts Read(JsonElement provider) => new(
        provider.GetProperty("total_requests").GetInt32(),
        provider.GetProperty("requests").EnumerateObject()
            .Where(endpoint => endpoint.Name.EndsWith("token") || endpoint.Name.EndsWith("access_token.php"))
            .Sum(endpoint => endpoint.Value.GetInt32()),
        provider.GetProperty("token_exchanges").GetInt32(),
        provider.GetProperty("refreshes").GetInt32(),
        provider.GetProperty("reuse").GetInt32(),
        provider.GetProperty("max_concurrency").GetInt32(),
        provider.GetProperty("held_responses").GetInt32());
}
