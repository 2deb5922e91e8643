namespace MusicAuth.SignIn.Registry;

/// <summary>The origins that a provider accepts in a redirect URI.</summary>
internal enum RedirectRule
{
    AnyOrigin,

    /// <summary>https, or http on 127.0.0.1 or [::1], but not on <c>localhost</c>.</summary>
    HttpsOrLoopbackLiteral,
}
