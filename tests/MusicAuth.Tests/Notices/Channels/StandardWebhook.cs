using System.Security.Cryptography;
using System.Text;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>A receiver of Standard Webhooks, written from the specification without code of the broker.</summary>
internal static class StandardWebhook
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static void Verify(ReceivedRequest request, string secret, DateTimeOffset now)
    {
        secret.ShouldStartWith("whsec_");
        var key = Convert.FromBase64String(secret[6..]);
        key.Length.ShouldBeInRange(24, 64);
        var id = request.Header("webhook-id").ShouldNotBeNull();
        id.ShouldNotContain(".");
        var timestamp = request.Header("webhook-timestamp").ShouldNotBeNull();
        (now - DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp))).Duration().ShouldBeLessThan(Tolerance);
        using var hmac = new HMACSHA256(key);
        var expected = hmac.ComputeHash(Encoding.UTF8.GetBytes($"{id}.{timestamp}.{request.Body}"));
        request.Header("webhook-signature").ShouldNotBeNull().Split(' ')
            .ShouldContain($"v1,{Convert.ToBase64String(expected)}");
    }
}
