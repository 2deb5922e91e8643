namespace MusicAuth.Setup.ProviderApps;

/// <summary>Asks a provider whether it accepts an app, before the app is stored.</summary>
internal interface IProviderAppCheck
{
    /// <summary>The wire name.</summary>
    string Provider { get; }

    /// <summary>Whether the provider has no public clients.</summary>
    bool RequiresSecret { get; }

    /// <summary>Makes one call within <c>Upstream:TimeoutSeconds</c>, which changes nothing at the provider.</summary>
    Task<AppCheckResult> CheckAsync(AppCredentials app, string redirectUri);
}
