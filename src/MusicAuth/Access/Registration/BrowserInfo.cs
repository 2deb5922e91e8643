namespace MusicAuth.Access.Registration;

/// <summary>What is kept of the browser that signs in.</summary>
public sealed record BrowserInfo(string? Browser, string? Address)
{
    public static BrowserInfo Of(HttpContext context) => new(
        BrowserLabel.Of(context.Request.Headers.UserAgent), CoarseAddress.Of(context.Connection.RemoteIpAddress));
}
