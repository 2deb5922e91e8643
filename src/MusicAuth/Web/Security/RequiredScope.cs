namespace MusicAuth.Web.Security;

/// <summary>What an endpoint asks of its caller, for the check and for the API description.</summary>
/// <param name="Scope">Null asks for a session.</param>
/// <param name="OwnerOnly">Whether it must be the session of the instance's owner.</param>
/// <param name="AnyCaller">Whether any session or key will do.</param>
public sealed record RequiredScope(string? Scope, bool OwnerOnly = false, bool AnyCaller = false);
