namespace MusicAuth.Web.Security;

/// <summary>Tells whether a request carries a key that counts; keys are known elsewhere.</summary>
/// <exception cref="ProblemException">rate_limited.</exception>
public delegate ValueTask<bool> HasValidApiKey(HttpContext context);
