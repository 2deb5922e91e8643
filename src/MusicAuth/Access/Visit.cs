using MusicAuth.Web;

namespace MusicAuth.Access;

/// <summary>What is kept of the browser that signs in.</summary>
public sealed record Visit(string? Browser, string? Address)
{
    public static Visit Of(HttpContext context) => new(
        BrowserLabel.Of(context.Request.Headers.UserAgent), CoarseAddress.Of(context.Connection.RemoteIpAddress));
}

/// <summary>How an account came to our callback.</summary>
/// <param name="IsLoopback">Straight from a browser on this machine.</param>
/// <param name="Claim">What the owner link carried.</param>
/// <param name="Visit">The browser.</param>
public sealed record Arrival(bool IsLoopback, Secret? Claim, Visit Visit)
{
    public static Arrival Of(HttpContext context, Secret? claim) => new(
        context.RequestServices.GetRequiredService<LocalBrowser>().Sent(context), claim, Visit.Of(context));
}
