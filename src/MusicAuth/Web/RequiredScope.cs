namespace MusicAuth.Web;

/// <summary>What an endpoint asks of its caller, for the check and for the API description.</summary>
/// <param name="Scope">Null asks for a session.</param>
public sealed record RequiredScope(string? Scope);
