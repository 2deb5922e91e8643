using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.OpenApi;

/// <summary>Each test client checks its responses, and detects differences from the OpenAPI document.</summary>
public sealed class DescribedResponseTests
{
    private const string Json = "application/json";

    private const string Good = """
        {"items":[{"provider":"spotify","id":"a","name":null,"description":null,"owner":{"id":"o","name":null},
          "tracks_total":4294967296,"public":null,"collaborative":null,"favorites":false,"image_url":null,"url":null,
          "revision":null}],"next":null,"total":1,"complete":true,"sources":[]}
        """;

    [Fact]
    public void A_response_as_described_passes() => FindMismatch(200, Json, Good).ShouldBeNull();

    [Theory]
    [InlineData("\"favorites\":false", "\"favorites\":null")]
    [InlineData("\"name\":null,\"description\"", "\"description\"")]
    [InlineData("\"total\":1", "\"total\":\"1\"")]
    [InlineData("\"total\":1", "\"total\":1,\"secret\":2")]
    [InlineData("\"owner\":{\"id\":\"o\",\"name\":null}", "\"owner\":{\"id\":\"o\",\"name\":null,\"is_owner\":true}")]
    public void An_absent_new_or_different_member_is_reported(string described, string sent)
    {
        Good.ShouldContain(described);
        FindMismatch(200, Json, Good.Replace(described, sent, StringComparison.Ordinal)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(200, "text/html", "x")]
    [InlineData(304, Json, Good)]
    [InlineData(418, Json, Good)]
    [InlineData(500, "application/problem+json", """{"code":"internal_error"}""")]
    public void Another_status_type_or_error_form_is_reported(int status, string type, string body) =>
        FindMismatch(status, type, body).ShouldNotBeNull();

    [Fact]
    public void An_unknown_error_code_is_reported()
    {
        const string Problem = """
            {"type":"urn:musicauth:problem:x","title":"T","status":500,"detail":"D","code":"CODE","provider":null,
              "reason":null,"retry_after":null,"reauthorize_url":null,"login_url":null}
            """;

        FindMismatch(500, "application/problem+json", Problem.Replace("CODE", "internal_error")).ShouldBeNull();
        FindMismatch(500, "application/problem+json", Problem.Replace("CODE", "surprise")).ShouldNotBeNull();
    }

    private static string? FindMismatch(int status, string type, string body)
    {
        var operation = CheckedInApi.CheckedIn.Find("GET", "/me/playlists").ShouldNotBeNull();
        return CheckedInApi.CheckedIn.FindViolation(operation, status, type, Encoding.UTF8.GetBytes(body));
    }
}
