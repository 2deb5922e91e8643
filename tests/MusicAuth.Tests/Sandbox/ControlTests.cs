using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

public sealed class ControlTests
{
    [Fact]
    public async Task Stats_count_requests_by_endpoint_and_not_by_id()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, _) = await sandbox.SignInAsync("dora");
        await sandbox.SpotifyAsync(access, "/playlists/one/items");
        await sandbox.SpotifyAsync(access, "/playlists/two/items");
        var spotify = (await sandbox.StatsAsync())["spotify"]!;
        ((int)spotify["requests"]!["GET /spotify/v1/playlists/{id}/items"]!).ShouldBe(2);
        ((int)spotify["token_exchanges"]!).ShouldBe(1);
        ((int)spotify["max_concurrency"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Stats_show_the_largest_number_of_concurrent_requests()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rules":[{"kind":"latency","delay_ms":1000}]}""");
        using var cancellation = new CancellationTokenSource();
        var pending = Enumerable.Range(0, 3)
            .Select(_ => sandbox.Http.GetAsync("/deezer/search?q=tide", cancellation.Token)).ToList();
        await Eventually.IsTrueAsync(async () => (int)(await sandbox.StatsAsync())["deezer"]!["total_requests"]! >= 3);
        ((int)(await sandbox.StatsAsync())["deezer"]!["max_concurrency"]!).ShouldBe(3);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(pending));
    }

    [Fact]
    public async Task A_reset_restores_the_initial_state()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var (access, refresh) = await sandbox.SignInAsync("dora");
        await sandbox.FaultsAsync("""{"rules":[{"kind":"server_error"}]}""");
        await sandbox.ControlAsync(HttpMethod.Post, "clock", """{"advance_seconds":3600}""");
        await sandbox.ControlAsync(HttpMethod.Put, "users", """{"people":[{"name":"erin"}]}""");
        await sandbox.ControlAsync(HttpMethod.Post, "reset");
        ((int)(await sandbox.StatsAsync())["spotify"]!["total_requests"]!).ShouldBe(0);
        sandbox.Clock.GetUtcNow().ShouldBe(TestSandbox.Start);
        ((int)(await sandbox.SpotifyAsync(access, "/me")).StatusCode).ShouldBe(401);
        (await sandbox.RefreshAsync(refresh)).Status.ShouldBe(400);
        (await sandbox.Http.GetStringAsync(TestSandbox.SpotifyAuthorize())).ShouldNotContain("erin");
    }

    [Fact]
    public async Task Users_can_be_added_and_their_libraries_changed()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync(HttpMethod.Put, "users", """
            {"people":[{"name":"erin","hide_account_id":true,"spotify":{"playlists":3,"favorites":2}},
            {"name":"dora","deezer":{"playlists":1,"favorites":7}}]}
            """);
        var (erin, _) = await sandbox.SignInAsync("erin");
        ((int)(await sandbox.SpotifyJsonAsync(erin, "/me/playlists"))["total"]!).ShouldBe(3);
        (await sandbox.SpotifyJsonAsync(erin, "/me")).AsObject().ShouldNotContainKey("account_id");
        var dora = await sandbox.DeezerSignInAsync("dora");
        ((int)(await sandbox.DeezerAsync($"/user/me/tracks?access_token={dora}"))["total"]!).ShouldBe(7);
    }

    [Theory]
    [InlineData("faults", """{"rules":[{"kind":"no_such_fault"}]}""", "no_such_fault")]
    [InlineData("faults", """{"rotate":true}""", "rotate")]
    [InlineData("faults", """{"rotation_grace_seconds":-1}""", "rotation_grace_seconds")]
    [InlineData("faults", """{"rules":[{"kind":"cut","on":"tokens"}]}""", "on is")]
    [InlineData("users", """{"revoke":{"provider":"spotify","person":"zoe"}}""", "zoe")]
    [InlineData("users", "not json", "invalid")]
    public async Task A_misspelt_control_request_is_refused_and_not_ignored(string path, string body, string words)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.PutAsync("/_sandbox/" + path, new StringContent(body, Encoding.UTF8));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    [Fact]
    public async Task A_web_page_cannot_use_the_control_API()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_sandbox/reset");
        request.Headers.Add("Origin", "https://evil.example");
        (await sandbox.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Consents_survive_a_restart_when_a_file_is_given()
    {
        var folder = Directory.CreateTempSubdirectory("sandbox");
        try
        {
            var options = new SandboxOptions { StateFile = Path.Combine(folder.FullName, "providers.json") };
            (string Access, string Refresh) tokens;
            string deezer;
            await using (var before = await TestSandbox.StartAsync(options))
            {
                tokens = await before.SignInAsync("dora");
                deezer = await before.DeezerSignInAsync("dora");
            }

            await using var after = await TestSandbox.StartAsync(options);
            (await after.RefreshAsync(tokens.Refresh)).Status.ShouldBe(200);
            ((string)(await after.DeezerAsync($"/user/me?access_token={deezer}"))["name"]!).ShouldBe("Dora");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_error_of_a_used_port_is_one_line()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var (code, words) = await RunAsync("--no-broker", "--urls", $"http://127.0.0.1:{port}");
        code.ShouldBe(1);
        words.ShouldContain($"Port {port} is taken");
        words.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task An_unknown_argument_shows_the_usage()
    {
        var (code, words) = await RunAsync("--nobroker");
        code.ShouldBe(1);
        words.ShouldContain("Unknown argument: --nobroker");
        words.ShouldContain("--broker-urls");
    }

    private static async Task<(int Code, string Words)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MusicAuth.Sandbox.dll"));
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var words = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, words);
    }
}
