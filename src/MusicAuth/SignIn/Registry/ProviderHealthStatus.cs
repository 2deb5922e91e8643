namespace MusicAuth.SignIn.Registry;

[SchemaName("ProviderHealthStatus")]
public enum ProviderHealthStatus
{
    Ok,

    /// <summary>It refuses our app: for its owner to mend.</summary>
    Unhealthy,

    /// <summary>It has asked for a pause, or its quota is used up.</summary>
    Paused,

    /// <summary>It does not answer.</summary>
    Outage,
}
