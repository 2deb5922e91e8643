namespace MusicAuth.SignIn.OAuth;

/// <summary>A sign-in without a session. The page explains its code and reason.</summary>
internal sealed class SignInException(string code, string? reason = null)
    : Exception(reason is null ? code : $"{code} ({reason})")
{
    public string Code { get; } = code;

    public string? Reason { get; } = reason;

    /// <summary>The user refused the consent.</summary>
    public static SignInException Refused() => new("sign_in_refused");

    public static SignInException Failed(string reason) => new("sign_in_failed", reason);
}
