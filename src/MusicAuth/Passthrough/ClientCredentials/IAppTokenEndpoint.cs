namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>The endpoint at which a provider app gets its own token.</summary>
internal interface IAppTokenEndpoint
{
    /// <summary>The wire name.</summary>
    string Provider { get; }

    /// <summary>A sentence that names the missing setting and its remedy; null if no setting is missing.</summary>
    string? MissingSetting { get; }

    /// <summary>Sends one request within <c>Upstream:TimeoutSeconds</c> and never repeats it.</summary>
    Task<RefreshResult> RequestAsync();
}
