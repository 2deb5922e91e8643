using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MusicAuth.Sandbox;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Security.Leaks;

/// <summary>docs/security.md T24 for a separate process: its console, and its message after a failed start.</summary>
public sealed partial class PlantedProcessTests
{
    private const string Planted = PlantedSecrets.Marker;

    [LongFact]
    public async Task The_console_shows_the_owner_link_once_and_no_other_secret()
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { SecretPrefix = Planted, DeezerQuota = false });
        var port = FreePort.Take();
        using var broker = new BrokerProcess(
        [
            "--urls", $"http://127.0.0.1:{port}", "--Logging:LogLevel:Default=Trace",
            "--Logging:LogLevel:Microsoft=Trace", "--Logging:LogLevel:System=Trace",
            .. sandbox.BrokerSettings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ]);
        await broker.WaitUntilAnsweringAsync(port);
        var secrets = new PlantedSecrets();
        await UseAsync(sandbox, new Uri($"http://127.0.0.1:{port}"), secrets);

        broker.Terminate();
        var (exitCode, output, error) = await broker.WaitAsync();

        exitCode.ShouldBe(0);
        output.ShouldContain("A user signed in with");
        output.ShouldContain("Refreshed the");
        secrets.NewSearch().KindsIn(output + error).ShouldBeEmpty();
        secrets.Kinds.ShouldBe(["planted", "state", "session"], ignoreOrder: true);
        OwnerLink().Count(output).ShouldBe(1);
        error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData($"--Spotify:ClientSecret={Planted}")]
    [InlineData("--Spotify:ClientId=a", $"--Spotify:ClientSecret={Planted}", "--Spotify:TokenEndpoint=nonsense")]
    [InlineData("--Deezer:ClientId=a", $"--Deezer:ClientSecret={Planted}", "--Deezer:ApiBaseUrl=nonsense")]
    [InlineData($"--Database:ConnectionString=Data Source=x.db;Pasword={Planted}")]
    [InlineData($"--Database:ConnectionString={Planted}{Planted}")]
    [InlineData($"--Database:ConnectionString=Data Source=x.db;Password={Planted}")]
    public async Task The_error_of_an_invalid_setting_contains_no_secret(
        params string[] settings)
    {
        using var broker = new BrokerProcess([.. settings, $"--urls=http://127.0.0.1:{FreePort.Take()}"]);

        var (code, output, error) = await broker.WaitAsync();

        code.ShouldBe(1, output + error);
        error.ShouldStartWith("musicauth: ");
        new PlantedSecrets().NewSearch().KindsIn(output + error).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_error_of_an_invalid_master_key_does_not_contain_the_key()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{Planted}{Planted}==\n");
        using var broker = new BrokerProcess(
            $"--Vault:MasterKeyFile={file}", $"--urls=http://127.0.0.1:{FreePort.Take()}");

        var (code, output, error) = await broker.WaitAsync();
        File.Delete(file);

        code.ShouldBe(78);
        error.ShouldStartWith("musicauth: ");
        new PlantedSecrets().NewSearch().KindsIn(output + error).ShouldBeEmpty();
    }

    private static async Task UseAsync(SandboxServer sandbox, Uri address, PlantedSecrets secrets)
    {
        using var client = new Client(address);
        foreach (var provider in new[] { "spotify", "deezer" })
        {
            var consent = await client.LocationAsync(new Uri(address, $"/login/{provider}"));
            var callback = await client.LocationAsync(new Uri($"{consent}&person=dora"));
            secrets.Add("state", State().Match(callback.Query).Groups["state"].Value);
            // The second account is an additional one, which the user must accept.
            var end = provider == "spotify" ? "/" : "/?link=1";
            (await client.LocationAsync(callback)).PathAndQuery.ShouldBe(end);
            (await client.LocationAsync(callback)).PathAndQuery.ShouldBe(end);
            (await client.LocationAsync(new Uri($"{callback}="))).Query.ShouldContain("error=");
        }

        await client.AcceptLinkAsync();
        secrets.Add("session", client.Session);
        // The broker refreshes a refused token at once.
        await client.PutFaultAsync(sandbox, """{"rules":[{"kind":"unauthorized","provider":"spotify","times":1}]}""");
        await client.ReadAsync("/me/playlists");
        await client.PutFaultAsync(sandbox, """{"rules":[{"kind":"bad_gateway"}]}""");
        await client.ReadAsync("/me/favorites");
        // The value is in the query, because other tests also see the spans of this client.
        await client.ReadAsync($"/nowhere?code={Planted}");
    }

    [GeneratedRegex(@"state=(?<state>[\w-]+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex State();

    [GeneratedRegex(@"/login\?claim=[\w-]{43}\s", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OwnerLink();

    private sealed class Client : HttpClient
    {
        private readonly CookieContainer _cookies;

        public Client(Uri address)
            : this(address, new CookieContainer())
        {
        }

        private Client(Uri address, CookieContainer cookies)
            : base(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        {
            BaseAddress = address;
            _cookies = cookies;
        }

        public string Session =>
            _cookies.GetAllCookies().Single(cookie => cookie.Name.StartsWith("musicauth_session")).Value;

        public async Task<Uri> LocationAsync(Uri address)
        {
            using var answer = await GetAsync(address);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            return new Uri(BaseAddress!, answer.Headers.Location!);
        }

        public async Task AcceptLinkAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(BaseAddress!, "/me/pending-link"))
            {
                Content = new StringContent("""{"accept":true}""", Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("Origin", BaseAddress!.GetLeftPart(UriPartial.Authority));
            using var answer = await SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        public async Task ReadAsync(string path)
        {
            using var answer = await GetAsync(new Uri(BaseAddress!, path));
            (await answer.Content.ReadAsStringAsync()).ShouldNotBeEmpty();
        }

        public async Task PutFaultAsync(SandboxServer sandbox, string plan)
        {
            using var body = new StringContent(plan);
            using var answer = await PutAsync(new Uri(sandbox.Address, "/_sandbox/faults"), body);
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }
    }
}
