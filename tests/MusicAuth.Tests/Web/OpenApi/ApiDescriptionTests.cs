using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.OpenApi;

public sealed class ApiDescriptionTests
{
    [Fact]
    public async Task An_operation_names_the_scope_that_it_needs()
    {
        var read = (await Describe()).GetProperty("paths").GetProperty("/scoped").GetProperty("get");

        read.GetProperty("description").GetString().ShouldBe("Requires the scope `library:read`.");
        Compact(read.GetProperty("security")).ShouldBe("""[{"api_key":["library:read"]},{"session":[]}]""");
    }

    [Fact]
    public async Task An_operation_for_sessions_accepts_no_key()
    {
        var read = (await Describe()).GetProperty("paths").GetProperty("/session").GetProperty("get");

        Compact(read.GetProperty("security")).ShouldBe("""[{"session":[]}]""");
    }

    [Fact]
    public async Task An_open_operation_requires_no_authentication()
    {
        var read = (await Describe()).GetProperty("paths").GetProperty("/open").GetProperty("get");

        read.TryGetProperty("security", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_operation_describes_its_errors_as_problems()
    {
        var api = await Describe();

        var failure = api.GetProperty("components").GetProperty("responses").GetProperty("problem");
        failure.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref")
            .GetString().ShouldBe("#/components/schemas/Problem");
        api.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties")
            .EnumerateObject().Select(property => property.Name)
            .ShouldBe([
                "type", "title", "status", "detail", "code", "provider", "reason", "retry_after", "reauthorize_url",
                "login_url",
            ]);
    }

    [Fact]
    public async Task Schemas_match_the_wire_form()
    {
        var answer = (await Describe()).GetProperty("components").GetProperty("schemas").GetProperty("Answer")
            .GetProperty("properties");

        answer.GetProperty("added_at").GetProperty("format").GetString().ShouldBe("date-time");
        answer.GetProperty("track_count").GetProperty("type").GetString().ShouldBe("integer");
    }

    [Fact]
    public async Task The_pages_are_not_part_of_the_api() => (await Describe()).GetProperty("paths").EnumerateObject()
        .Select(path => path.Name)
        .ShouldBe(["/health/live", "/health/ready", "/metrics", "/scoped", "/session", "/open"], ignoreOrder: true);

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);

    private static async Task<JsonElement> Describe()
    {
        await using var host = await WebTestHost.StartAsync(app =>
        {
            app.MapGet("/scoped", () => new Answer(DateTimeOffset.UnixEpoch, 1))
                .WithMetadata(new RequiredScope("library:read"));
            app.MapGet("/session", () => "").WithMetadata(new RequiredScope(null));
            app.MapGet("/open", () => "");
        });
        return JsonElement.Parse(await host.Client.GetStringAsync("/openapi/v1.json"));
    }

    private sealed record Answer(DateTimeOffset AddedAt, int TrackCount);
}
