namespace MusicAuth.Setup.ProviderApps;

/// <summary>What the provider said of an app.</summary>
[SchemaName("AppCheck")]
internal enum AppCheckOutcome
{
    Ok,

    /// <summary>The provider refuses the client id, the secret or the redirect URI.</summary>
    InvalidClient,

    /// <summary>The provider gave no clear response, so the app is used unchecked.</summary>
    Unreachable,
}
