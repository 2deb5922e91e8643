namespace MusicAuth.Passthrough.ClientCredentials;

/// <summary>Where a provider app gets its own token.</summary>
public interface IAppTokenEndpoint
{
    /// <summary>The wire name.</summary>
    string Provider { get; }

    /// <summary>What the settings lack for it, as a sentence with its mend; null where nothing.</summary>
    string? MissingSetting { get; }

    /// <summary>One exchange, never repeated by itself, over within <c>Upstream:TimeoutSeconds</c>.</summary>
    Task<RefreshResult> RequestAsync();
}
