namespace MusicAuth.Web.Security;

/// <summary>The requirement of an endpoint, for authorization and the API description.</summary>
/// <param name="Scope">The required scope; null requires a session.</param>
/// <param name="OwnerOnly">Whether the session must belong to the owner.</param>
/// <param name="AnyCaller">Whether any session or key is sufficient.</param>
/// <param name="OrSetupBrowser">Whether, before there is an owner, a browser that can become the owner may.</param>
public sealed record RequiredScope(
    string? Scope, bool OwnerOnly = false, bool AnyCaller = false, bool OrSetupBrowser = false);
