using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>f17: settings pasted with quotes, commas, blanks or line ends.</summary>
public sealed class PastedSettingTests
{
    private const string Secret = "gEhe1m";

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("'{0}'")]
    [InlineData("“{0}”")]
    [InlineData("‘{0}’")]
    [InlineData("„{0}“")]
    [InlineData("«{0}»")]
    [InlineData("{0}\"")]
    [InlineData("{0} {0}")]
    [InlineData("{0}\n{0}")]
    [InlineData("{0}\u0007")]
    [InlineData("{0}\u200b{0}")]
    [InlineData("{0}\u00a0{0}")]
    public void F17_a_malformed_id_or_secret_is_refused_and_not_repeated(string form)
    {
        string[] names = ["Spotify:ClientId", "Spotify:ClientSecret", "Deezer:ClientId", "Deezer:ClientSecret"];
        foreach (var name in names)
        {
            var problem = Problems($"--{name}={string.Format(form, Secret)}").ShouldHaveSingleItem();
            problem.ShouldStartWith($"{name} contains ");
            problem.ShouldContain("Write the value exactly as the provider shows it, without quotes or spaces.");
            problem.ShouldNotContain(Secret);
        }
    }

    [Theory]
    [InlineData("Spotify:ClientSecret", "a,b;c%d\\e`f{g}h<i>j=k&l/m+n#o:p@q^r|s~t!u*v(w)x[y]z$?.-_")]
    [InlineData("Spotify:Scopes", "playlist-read-private  user-library-read")]
    [InlineData("Deezer:Scopes", "basic_access offline_access")]
    [InlineData("Web:TrustedProxies", "10.0.0.2, 10.0.0.3;10.0.0.4")]
    [InlineData("Web:PublicUrl", "https://münchen.example")]
    [InlineData("DataDirectory", "/srv/it's here/data")]
    [InlineData("Database:ConnectionString", "Host=db;Database=m;Username=u;Password='a b\"c'")]
    public void F17_a_well_formed_value_is_accepted(string name, string value) =>
        Problems($"--{name}={value}").ShouldBeEmpty();

    [Theory]
    [InlineData("Spotify:Scopes", "playlist-read-private,user-library-read", "commas")]
    [InlineData("Deezer:AllowedScopes", "basic_access, offline_access", "commas")]
    [InlineData("Spotify:AllowedScopes", "\"user-library-read\"", "quotes")]
    [InlineData("Spotify:Scopes", "a\nb", "a line break or a control character")]
    [InlineData("Spotify:Scopes", "a+b", "a character that scopes cannot contain")]
    [InlineData("Web:PublicUrl", "\"https://music.example\"", "quotes")]
    [InlineData("Web:PublicUrl", "https://music .example", "a space")]
    [InlineData(
        "Spotify:TokenEndpoint", "<https://accounts.spotify.com/api/token>",
        "a character that addresses cannot contain")]
    [InlineData("Deezer:PublicUrl", "'https://music.example'", "quotes")]
    [InlineData("Urls", "“http://127.0.0.1:5080”", "quotes")]
    [InlineData("DataDirectory", "\"data\"", "quotes")]
    [InlineData("Vault:MasterKeyFile", "'data/key'", "quotes")]
    [InlineData("Database:ConnectionString", "\"Host=db;Database=m\"", "quotes")]
    [InlineData("Redis:ConnectionString", "'redis:6379'", "quotes")]
    [InlineData("Access:AllowedAccounts", "'spotify:abc'", "quotes")]
    [InlineData("Access:AllowedAccounts:0", "\"spotify:abc\"", "quotes")]
    [InlineData("Web:AllowedHosts:1", "music .lan", "a space")]
    [InlineData("Access:Registration", "\"Open\"", "quotes")]
    public void F17_every_format_has_its_own_check(string name, string value, string fault)
    {
        var problem = Problems($"--{name}={value}").ShouldHaveSingleItem();
        problem.ShouldStartWith($"{name} contains {fault}");
        problem.ShouldContain(". Write ");
        problem.ShouldNotContain(value);
    }

    [Theory]
    [InlineData("Spotify:ClientId", " id\r\n", "id")]
    [InlineData("Spotify:ClientSecret", "\u00a0\ufeffsecret\t", "secret")]
    [InlineData("Spotify:Scopes", "\na b\n", "a b")]
    [InlineData("Web:PublicUrl", " https://music.example ", "https://music.example")]
    [InlineData("Database:ConnectionString", " Data Source=x.db\n", "Data Source=x.db")]
    [InlineData("DataDirectory", " data ", "data")]
    public void F17_spaces_and_line_breaks_around_a_value_are_trimmed(string name, string value, string read)
    {
        var builder = BrokerBuilderFactory.Create([$"--{name}={value}"], "/nowhere");

        builder.Configuration[name].ShouldBe(read);
        ProblemsOf(builder).ShouldBeEmpty();
    }

    [Fact]
    public async Task F17_all_errors_are_reported_together_with_a_line_each_and_exit_code_1()
    {
        using var broker = new BrokerProcess(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Spotify__ClientId"] = $"\"{Secret}\"",
                ["Spotify__Scopes"] = "playlist-read-private,user-library-read",
                ["Spotfy__ClientSecret"] = Secret,
                ["Access__Registration"] = "Everyone",
                ["Access__Registation"] = "Open",
                ["Tidal__ClientId"] = Secret,
                ["Library__CacheSeconds"] = "a minute",
                ["SPOTIFY_PORT"] = "tcp://172.17.0.2:80",
                ["Logging__LogLevel__Microsoft"] = "Warning",
            },
            "--nonsense", "--Upstream:TimeoutSeconds=16", "--Web:PublicUrl=https://me:pass@music.example/path");

        var (exitCode, output, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1, error);
        string[] expected =
        [
            "nonsense is not a setting.", "Spotfy:ClientSecret is not a setting. Did you mean Spotify:ClientSecret? "
                + "(environment variable Spotfy__ClientSecret)",
            "Access:Registation is not a setting. Did you mean Access:Registration?",
            "Tidal:ClientId is not a setting.",
            "Spotify:ClientId contains quotes.", "Spotify:Scopes contains commas.",
            "Access:Registration must be Owner, AllowList or Open.",
            "Library:CacheSeconds must be a whole number from 0 to 3600.",
            "Upstream:TimeoutSeconds must be between 1 and 15.", "Web:PublicUrl is not an origin",
        ];
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(expected.Length, error);
        expected.Where(line => !lines.Any(one => one.StartsWith($"musicauth: {line}"))).ShouldBeEmpty(error);
        error.ShouldNotContain(Secret);
        output.ShouldBeEmpty();
    }

    private static IReadOnlyList<string> Problems(string argument) =>
        ProblemsOf(BrokerBuilderFactory.Create([argument], "/nowhere"));

    private static IReadOnlyList<string> ProblemsOf(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) =>
        ((SettingErrors)builder.Services.Single(service => service.ServiceType == typeof(SettingErrors))
            .ImplementationInstance!).All;
}
