namespace MusicAuth.Web;

/// <summary>The scope that an endpoint asks of its caller, for the check and for the API description; null asks for a session.</summary>
public sealed record RequiredScope(string? Scope);
