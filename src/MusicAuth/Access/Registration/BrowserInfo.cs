namespace MusicAuth.Access.Registration;

/// <summary>The label and the network of a browser that signs in.</summary>
internal sealed record BrowserInfo(string? Browser, string? Address)
{
    public static BrowserInfo Of(HttpContext context) => new(
        BrowserLabel.Of(context.Request.Headers.UserAgent), CoarseAddress.Of(context.Connection.RemoteIpAddress));
}
