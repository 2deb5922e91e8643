namespace MusicAuth.SignIn.Registry;

/// <summary>How a provider takes our app at the moment; <c>retry_after</c> is in seconds.</summary>
[SchemaName("ProviderHealth")]
public sealed record ProviderHealthInfo(ProviderHealthStatus Status, string? Reason, int? RetryAfter)
{
    public static ProviderHealthInfo Ok { get; } = new(ProviderHealthStatus.Ok, Reason: null, RetryAfter: null);
}
