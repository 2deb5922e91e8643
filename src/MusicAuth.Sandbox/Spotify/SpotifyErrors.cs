using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Spotify;

/// <summary>The errors of the Web API.</summary>
internal static class SpotifyErrors
{
    private const string PremiumLapsed = "Active premium subscription required for the owner of the app. When the "
        + "subscription status changes, it can take a few hours before requests are allowed again.";

    public static ByteResult NotFound => Of(404, "Resource not found");

    public static ByteResult NoScope => Of(403, "Insufficient client scope");

    public static ByteResult NoPremium => ByteResult.Text(PremiumLapsed, 403, "text/plain");

    public static ByteResult NotRegistered =>
        ByteResult.Text("User not registered in the Developer Dashboard", 403, "text/plain");

    public static ByteResult Unauthorized(string message) => Of(401, message).With("WWW-Authenticate",
        $"Bearer realm=\"spotify\", error=\"invalid_token\", error_description=\"{message}\"");

    public static ByteResult Of(int status, string message, string? reason = null)
    {
        var error = new JsonObject { ["status"] = status, ["message"] = message };
        if (reason is not null) error["reason"] = reason;
        return ByteResult.Json(new JsonObject { ["error"] = error }, status);
    }
}
