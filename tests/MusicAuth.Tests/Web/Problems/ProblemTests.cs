using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Problems;

public sealed class ProblemTests
{
    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("POST", "/limit", 405, "method_not_allowed")]
    [InlineData("TRACE", "/limit", 405, "method_not_allowed")]
    [InlineData("GET", "/limit?limit=x", 400, "invalid_parameter")]
    [InlineData("GET", "/limit", 400, "invalid_parameter")]
    [InlineData("GET", "/problem", 409, "limit_reached")]
    [InlineData("GET", "/absent", 404, "not_connected")]
    [InlineData("GET", "/bare/401", 401, "unauthenticated")]
    [InlineData("GET", "/bare/429", 429, "rate_limited")]
    [InlineData("GET", "/broken", 500, "internal_error")]
    [InlineData("GET", "/too-large", 413, "body_too_large")]
    public async Task Every_error_is_a_problem_with_its_code(string method, string path, int status, string code)
    {
        await using var host = await Start();

        var answer = await host.Client.SendAsync(new(new(method), path));

        ((int)answer.StatusCode).ShouldBe(status);
        var problem = await WebTestHost.ProblemOf(answer);
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("type").GetString().ShouldBe($"urn:musicauth:problem:{code}");
    }

    [Fact]
    public async Task A_browser_that_accepts_html_only_gets_the_problem_too()
    {
        await using var host = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/broken");
        request.Headers.Accept.ParseAdd("text/html");

        (await WebTestHost.ProblemOf(await host.Client.SendAsync(request)))
            .GetProperty("code").GetString().ShouldBe("internal_error");
    }

    [Fact]
    public async Task The_response_to_a_wrong_method_lists_the_allowed_methods()
    {
        await using var host = await Start();

        (await host.Client.PostAsync("/limit", null)).Content.Headers.Allow
            .ShouldBe(["GET", "HEAD"]);
    }

    [Theory]
    [InlineData("""{"name":""", "")]
    [InlineData("""{"name":"a"}""", "")]
    [InlineData("""{"name":"a","size":"3"}""", "$.size")]
    [InlineData("""{"name":"a","name":"b","size":3}""", "")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    public async Task A_body_that_does_not_match_is_an_invalid_parameter(string body, string where)
    {
        await using var host = await Start();

        var problem = await WebTestHost.ProblemOf(await host.Client.PostAsync("/body", Json(body)));

        problem.GetProperty("code").GetString().ShouldBe("invalid_parameter");
        problem.GetProperty("detail").GetString()!.ShouldContain(where);
        problem.GetProperty("detail").GetString()!.ShouldNotContain("MusicAuth.");
    }

    [Fact]
    public async Task A_body_without_a_JSON_type_is_an_unsupported_media_type()
    {
        await using var host = await Start();

        var answer = await host.Client.PostAsync("/body", new StringContent("name=a", Encoding.UTF8, "text/plain"));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await WebTestHost.ProblemOf(answer)).GetProperty("code").GetString().ShouldBe("unsupported_media_type");
    }

    [Fact]
    public async Task A_malformed_parameter_is_named_and_its_value_is_not_repeated()
    {
        await using var host = await Start();

        var problem = await WebTestHost.ProblemOf(await host.Client.GetAsync("/limit?limit=planted"));

        problem.GetProperty("detail").GetString().ShouldBe("The parameter limit is missing or malformed.");
        problem.ToString().ShouldNotContain("planted");
    }

    [Fact]
    public async Task A_problem_contains_the_members_that_let_a_client_act()
    {
        await using var host = await Start();

        var answer = await host.Client.GetAsync("/problem");

        var problem = await WebTestHost.ProblemOf(answer);
        problem.GetProperty("provider").GetString().ShouldBe("deezer");
        problem.GetProperty("reason").GetString().ShouldBe("why");
        problem.GetProperty("retry_after").GetInt64().ShouldBe(3);
        problem.GetProperty("reauthorize_url").GetString().ShouldBe("http://127.0.0.1:5080/login/deezer");
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("/bare/401", "Bearer")]
    [InlineData("/no-scope", "Bearer error=\"insufficient_scope\"")]
    [InlineData("/problem", "")]
    public async Task The_response_to_a_refused_caller_names_the_authentication_scheme(string path, string challenge)
    {
        await using var host = await Start();

        (await host.Client.GetAsync(path)).Headers.WwwAuthenticate.ToString().ShouldBe(challenge);
    }

    [Fact]
    public async Task An_unhandled_exception_is_in_the_log_and_not_in_the_response()
    {
        await using var host = await Start();

        var answer = await host.Client.GetAsync("/broken");

        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("wires crossed");
        var entry = host.Log.Single(entry => entry.Exception is not null);
        entry.Level.ShouldBe(LogEventLevel.Error);
        entry.Exception!.Message.ShouldBe("wires crossed");
        (await answer.Content.ReadAsStringAsync()).ShouldContain(entry.TraceId!.Value.ToHexString());
    }

    [Theory]
    [InlineData("/problem")]
    [InlineData("/limit?limit=x")]
    [InlineData("/absent")]
    public async Task An_expected_problem_is_no_error_in_the_log(string path)
    {
        await using var host = await Start();

        await host.Client.GetAsync(path);

        host.Log.ShouldNotContain(entry => entry.Level >= LogEventLevel.Warning || entry.Exception != null);
    }

    [Theory]
    [InlineData(5, 503)]
    [InlineData(8, 503)]
    [InlineData(10, 503)]
    [InlineData(13, 503)]
    [InlineData(1, 500)]
    [InlineData(19, 500)]
    public async Task An_unavailable_database_is_distinguished_from_an_invalid_statement(int sqliteCode, int status)
    {
        await using var host = await Start();

        foreach (var path in new[] { "/database", "/update" })
        {
            var answer = await host.Client.GetAsync($"{path}/{sqliteCode}");

            ((int)answer.StatusCode).ShouldBe(status);
            var problem = await WebTestHost.ProblemOf(answer);
            problem.GetProperty("code").GetString().ShouldBe(status == 503 ? "storage_unavailable" : "internal_error");
            (answer.Headers.RetryAfter is not null).ShouldBe(status == 503);
            problem.ToString().ShouldNotContain("planted");
        }
    }

    [Fact]
    public async Task A_disconnected_client_is_no_error()
    {
        await using var host = await Start();
        using var left = new CancellationTokenSource();

        var call = host.SendAsync(context =>
        {
            context.Request.Path = "/wait";
            context.RequestAborted = left.Token;
        });
        await left.CancelAsync();

        (await call).Response.StatusCode.ShouldBe(499);
        host.Log.ShouldNotContain(entry => entry.Level >= LogEventLevel.Warning || entry.Exception != null);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static Task<WebTestHost> Start() => WebTestHost.StartAsync(app =>
    {
        app.MapGet("/limit", (int limit) => limit);
        app.MapPost("/body", (Body body) => body);
        app.MapGet("/bare/{status:int}", (int status) => Results.StatusCode(status));
        app.MapGet("/broken", string () => throw new InvalidOperationException("wires crossed"));
        app.MapGet("/too-large", string () => throw new BadHttpRequestException("large", 413));
        app.MapGet("/absent", string () => throw new ProblemException(ProblemCode.NotConnected, "No such connection."));
        app.MapGet("/no-scope", string () => throw new ProblemException(ProblemCode.InsufficientScope, "Lacks it."));
        app.MapGet("/database/{code:int}", string (int code) => throw new SqliteException("planted", code));
        app.MapGet("/update/{code:int}", string (int code) =>
            throw new DbUpdateException("planted", new SqliteException("planted", code)));
        app.MapGet("/wait", async (HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted));
        app.MapGet("/problem", string (PublicAddress address) =>
            throw new ProblemException(ProblemCode.LimitReached, "Too many.")
            {
                Provider = "deezer",
                Reason = "why",
                RetryAfter = TimeSpan.FromSeconds(2.1),
                ReauthorizeUrl = address.LoginUrl("deezer"),
            });
    });

    private sealed record Body(string Name, int Size);
}
