namespace MusicAuth.SignIn.Registry;

/// <summary>The health of this server's app at a provider; <c>retry_after</c> is in seconds.</summary>
[SchemaName("ProviderHealth")]
internal sealed record ProviderHealthInfo(ProviderHealthStatus Status, string? Reason, int? RetryAfter)
{
    public static ProviderHealthInfo Ok { get; } = new(ProviderHealthStatus.Ok, Reason: null, RetryAfter: null);
}
