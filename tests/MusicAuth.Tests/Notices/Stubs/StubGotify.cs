using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MusicAuth.Tests.Notices.Stubs;

/// <summary>The rules of a Gotify server: https://gotify.net/api-docs</summary>
internal static class StubGotify
{
    public const string Token = "AKsjdf83kd.dk2";

    public static Task<StubServer> StartAsync() => StubServer.StartAsync((request, context) =>
    {
        context.Response.StatusCode = Validate(request);
        return Task.CompletedTask;
    });

    private static int Validate(ReceivedRequest request)
    {
        if (request.Method != "POST" || request.Path != "/message")
            return StatusCodes.Status404NotFound;
        if (request.Header("X-Gotify-Key") != Token)
            return StatusCodes.Status401Unauthorized;
        if (request.Header("Content-Type")?.StartsWith("application/json") != true)
            return StatusCodes.Status400BadRequest;
        var message = request.Json;
        var click = message.GetProperty("extras").GetProperty("client::notification").GetProperty("click");
        return message.GetProperty("title").ValueKind == JsonValueKind.String
            && message.GetProperty("message").GetString()!.Length > 0
            && message.GetProperty("priority").TryGetInt32(out var priority) && priority is >= 0 and <= 10
            && Uri.TryCreate(click.GetProperty("url").GetString(), UriKind.Absolute, out _)
                ? StatusCodes.Status200OK
                : StatusCodes.Status400BadRequest;
    }
}
