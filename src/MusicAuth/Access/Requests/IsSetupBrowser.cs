namespace MusicAuth.Access.Requests;

/// <summary>Whether the browser of a request can set up an instance that has no owner.</summary>
internal delegate ValueTask<bool> IsSetupBrowser(HttpContext context);
