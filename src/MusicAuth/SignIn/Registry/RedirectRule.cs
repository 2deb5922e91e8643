namespace MusicAuth.SignIn.Registry;

/// <summary>Which origins a provider sends browsers back to.</summary>
public enum RedirectRule
{
    AnyOrigin,

    /// <summary>https, or http on 127.0.0.1 or [::1], which <c>localhost</c> is not.</summary>
    HttpsOrLoopbackLiteral,
}
