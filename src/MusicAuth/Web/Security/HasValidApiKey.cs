namespace MusicAuth.Web.Security;

/// <summary>A port to the slice that knows the API keys.</summary>
/// <exception cref="ProblemException">rate_limited.</exception>
internal delegate ValueTask<bool> HasValidApiKey(HttpContext context);
