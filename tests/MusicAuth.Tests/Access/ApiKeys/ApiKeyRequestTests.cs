using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>The valid members of a request for a key, and the problems of invalid ones.</summary>
public sealed class ApiKeyRequestTests(SharedBroker shared) : IClassFixture<SharedBroker>, IAsyncLifetime
{
    private Browser _dora = null!;

    public async ValueTask InitializeAsync() => _dora = await shared.Broker.SignedInAsync("dora", "spotify");

    public ValueTask DisposeAsync()
    {
        _dora.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("""{"scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u0000b","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u202eb","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u2066b","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u200bb","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u200fb","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u00adb","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u2060b","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"\ufeffb","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\u2028b","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"\u3164","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"a\udb40\udc41b","scopes":["library:read"]}""", "name")]
    [InlineData("""{"name":"x"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["library:write"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["library:read "]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[null]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["metrics:read"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["library:read"],"providers":[]}""", "providers")]
    [InlineData("""{"name":"x","scopes":["library:read"],"providers":["tidal"]}""", "providers")]
    [InlineData("""{"name":"x","scopes":["library:read"],"providers":"spotify"}""", "providers")]
    [InlineData("""{"name":"x","scopes":["library:read"],"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"name":"x","scopes":["library:read"],"expires_at":"2001-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("""{"name":"x","scopes":["library:read"],"expires_at":"2027-06-01T00:00:00"}""", "expires_at")]
    [InlineData("""{"name":"x","scopes":["library:read"],"expires_at":1893456000}""", "expires_at")]
    [InlineData("""{"name":"x","scopes":["library:read"],"expire_at":"2027-06-01T00:00:00Z"}""", "")]
    [InlineData("""["name"]""", "")]
    [InlineData("null", "")]
    public async Task The_problem_names_the_invalid_member_of_a_key_request(string body, string member)
    {
        var before = shared.Broker.Database.Count("api_keys");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/keys")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", Broker.PublicUrl);

        using var answer = await _dora.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain(member);
        shared.Broker.Database.Count("api_keys").ShouldBe(before);
    }

    [Theory]
    [InlineData("K\u00fcche \u2013 Wohnzimmer")]
    [InlineData("\u65e5\u672c\u8a9e \u05d0\u05d1 \u0645")]
    [InlineData("\u2764\ufe0f \ud83c\udfb5")]
    public async Task A_key_name_can_use_any_script(string name)
    {
        using var answer = await _dora.PostAsync("/me/keys", new { name, scopes = new[] { "library:read" } });

        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString().ShouldBe(name);
    }

    [Fact]
    public async Task A_key_request_must_be_JSON()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/me/keys")
        {
            Content = new StringContent("""{"name":"x","scopes":["library:read"]}""", null, "text/plain"),
        };
        request.Headers.Add("Origin", Broker.PublicUrl);

        using var answer = await _dora.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }
}
