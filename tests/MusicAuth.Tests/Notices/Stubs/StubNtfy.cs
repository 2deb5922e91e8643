using Microsoft.AspNetCore.Http;

namespace MusicAuth.Tests.Notices.Stubs;

/// <summary>The rules of an ntfy server: https://docs.ntfy.sh/publish/</summary>
internal static class StubNtfy
{
    public const string Token = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

    public static Task<StubServer> StartAsync(bool isProtected = false) => StubServer.StartAsync((request, context) =>
    {
        context.Response.StatusCode = Validate(request, isProtected);
        return Task.CompletedTask;
    });

    private static int Validate(ReceivedRequest request, bool isProtected)
    {
        if (request.Method is not ("POST" or "PUT") || request.Path.Trim('/') is not { Length: > 0 and <= 64 } topic
            || topic.Contains('/'))
            return StatusCodes.Status404NotFound;
        if (isProtected && request.Header("Authorization") != $"Bearer {Token}")
            return StatusCodes.Status403Forbidden;
        var isValid = request.Header("Title") is { Length: > 0 and <= 250 } title && title.All(char.IsAscii)
            && request.Header("Priority") is null or "1" or "2" or "3" or "4" or "5"
            && Uri.TryCreate(request.Header("Click"), UriKind.Absolute, out _)
            && request.Body.Length is > 0 and <= 4096;
        return isValid ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
    }
}
