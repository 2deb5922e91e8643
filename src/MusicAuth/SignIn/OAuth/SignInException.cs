namespace MusicAuth.SignIn.OAuth;

/// <summary>A sign-in that ended without a session; told to the person on the page by code and reason.</summary>
public sealed class SignInException(string code, string? reason = null)
    : Exception(reason is null ? code : $"{code} ({reason})")
{
    public string Code { get; } = code;

    public string? Reason { get; } = reason;

    /// <summary>The person pressed Refuse.</summary>
    public static SignInException Refused() => new("sign_in_refused");

    /// <summary>The ceremony broke; the reason says where.</summary>
    public static SignInException Failed(string reason) => new("sign_in_failed", reason);
}
