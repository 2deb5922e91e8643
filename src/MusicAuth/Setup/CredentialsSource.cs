namespace MusicAuth.Setup;

/// <summary>Where the app of a provider comes from.</summary>
[SchemaName("AppSource")]
internal enum CredentialsSource
{
    /// <summary>The settings; the page cannot change it.</summary>
    Configuration,

    /// <summary>The page.</summary>
    Page,
}
