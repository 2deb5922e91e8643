namespace MusicAuth.SignIn.Registry;

[SchemaName("ProviderHealthStatus")]
internal enum ProviderHealthStatus
{
    Ok,

    /// <summary>The provider rejects the app; its owner must act.</summary>
    Unhealthy,

    /// <summary>The provider is rate-limiting the app, or the app has used up its quota.</summary>
    Paused,

    /// <summary>The provider is not responding.</summary>
    Outage,
}
