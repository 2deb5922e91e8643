using MusicAuth.Web;

namespace MusicAuth.SignIn;

[SchemaName("ProviderHealthStatus")]
public enum ProviderStatus
{
    Ok,

    /// <summary>It refuses our app: for its owner to mend.</summary>
    Unhealthy,

    /// <summary>It has asked for a pause, or its quota is used up.</summary>
    Paused,

    /// <summary>It does not answer.</summary>
    Outage,
}

/// <summary>How a provider takes our app at the moment; <c>retry_after</c> is in seconds.</summary>
[SchemaName("ProviderHealth")]
public sealed record ProviderCondition(ProviderStatus Status, string? Reason, int? RetryAfter)
{
    public static ProviderCondition Ok { get; } = new(ProviderStatus.Ok, Reason: null, RetryAfter: null);
}

/// <summary>Tells the condition of a provider by its wire name; it is known where calls leave.</summary>
public delegate ProviderCondition ConditionOf(string provider);
