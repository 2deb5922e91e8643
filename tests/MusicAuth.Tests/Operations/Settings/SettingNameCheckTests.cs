using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>An unknown name of a setting is an error that suggests the nearest valid name.</summary>
public sealed class SettingNameCheckTests
{
    [Theory]
    [InlineData("Spotfy:ClientId", "Spotify:ClientId")]
    [InlineData("SPOTFIY:CLIENTSECRET", "Spotify:ClientSecret")]
    [InlineData("Spotify:Scope", "Spotify:Scopes")]
    [InlineData("Spotify:ClientID2", "Spotify:ClientId")]
    [InlineData("Spotify:ClientId:0", "Spotify:ClientId")]
    [InlineData("SPOTIFY:CLIENT_ID", "Spotify:ClientId")]
    [InlineData("Spotify_ClientId", "Spotify:ClientId")]
    [InlineData("Deezer.ClientSecret", "Deezer:ClientSecret")]
    [InlineData("MusicAuth:Spotify:ClientId", "Spotify:ClientId")]
    [InlineData("Tidal:ClientId", "Spotify:ClientId or Deezer:ClientId", "Deezer:ClientId or Spotify:ClientId")]
    [InlineData("Access:Registation", "Access:Registration")]
    [InlineData("Acess:Registration", "Access:Registration")]
    [InlineData("Web:TrustedProxy", "Web:TrustedProxies")]
    [InlineData("Web:TrustedProxies:first", "Web:TrustedProxies")]
    [InlineData("Wbe:PublicUrl", "Web:PublicUrl")]
    [InlineData("Databse:Kind", "Database:Kind")]
    [InlineData("Database:DataDirectory", "DataDirectory")]
    [InlineData("DataDirectry", "DataDirectory")]
    [InlineData("Upstreams:TimeoutSeconds", "Upstream:TimeoutSeconds")]
    [InlineData("Redis:ConectionString", "Redis:ConnectionString")]
    [InlineData("Vault:MasterKey", "Vault:MasterKeyFile")]
    public void The_error_of_a_mistyped_setting_suggests_the_nearest_name(
        string key, string nearest, string? orElse = null)
    {
        var error = SettingNameCheck.FindError(key).ShouldNotBeNull();

        error.ShouldStartWith($"{key} is not a setting. Did you mean ");
        error.ShouldSatisfyAllConditions(_ => new[] { $" {nearest}?", $" {orElse ?? nearest}?" }
            .ShouldContain(end => error.EndsWith(end), error));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("URL")]
    [InlineData("DATA_DIR")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER")]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("ASPNETCORE_FORWARDEDHEADERS_ENABLED")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Serilog:MinimumLevel")]
    [InlineData("Kestrel:Endpoints:Http:Url")]
    [InlineData("ConnectionStrings:Default")]
    [InlineData("KUBERNETES_SERVICE_HOST")]
    [InlineData("SPOTIFY_PORT")]
    [InlineData("SPOTIFY_PORT_8080_TCP_ADDR")]
    [InlineData("SPOTIFY_CLIENT_ID")]
    [InlineData("REDIS_URL")]
    [InlineData("DATABASE_URL")]
    [InlineData("VAULT_ADDR")]
    [InlineData("WEB_CONCURRENCY")]
    [InlineData("Grafana:Kind")]
    [InlineData("MyApp:ConnectionString")]
    [InlineData("npm_config_cache")]
    [InlineData(":CF_USER_TEXT_ENCODING")]
    public void A_name_of_another_program_is_not_an_error(string key) =>
        SettingNameCheck.FindError(key).ShouldBeNull();

    [Theory]
    [InlineData("Spotify:ClientId")]
    [InlineData("SPOTIFY:CLIENTID")]
    [InlineData("Web:TrustedProxies")]
    [InlineData("Web:TrustedProxies:0")]
    [InlineData("Access:AllowedAccounts:12")]
    [InlineData("Vault:PreviousMasterKeyFiles:0")]
    [InlineData("DataDirectory")]
    [InlineData("urls")]
    public void The_name_of_a_setting_is_case_insensitive(string key) => SettingNameCheck.FindError(key).ShouldBeNull();

    [Theory]
    [InlineData("--nonsense", "--nonsense", "nonsense is not a setting.")]
    [InlineData("--acept-rollback", "", "Did you mean --accept-rollback?")]
    [InlineData("--Spotify__ClientId=x", "", "Did you mean --Spotify:ClientId?")]
    [InlineData("--Spotfy:ClientId=x", "", "Spotfy:ClientId is not a setting. Did you mean Spotify:ClientId?")]
    [InlineData("--Spotify:ClientId", "", "--Spotify:ClientId has no value.")]
    [InlineData("--Spotify=x", "", "Spotify is a section")]
    [InlineData("-x=1", "", "'-x' is not an option.")]
    [InlineData("/Spotify:ClientId=x", "", "'/Spotify:ClientId' is not an option.")]
    [InlineData("word", "", "A word on the command line belongs to no option.")]
    public void Every_unknown_argument_of_the_command_line_is_an_error(string argument, string also, string words)
    {
        var parsed = SettingArguments.Parse([argument]);

        var problem = parsed.Errors.ShouldHaveSingleItem();
        problem.ShouldContain(words);
        problem.ShouldContain(also);
        parsed.Normalized.ShouldBeEmpty();
    }

    [Fact]
    public void Both_forms_of_an_option_work_and_neither_consumes_the_next_option()
    {
        var parsed = SettingArguments.Parse(
        [
            "--urls", "http://127.0.0.1:1", "--Deezer:ClientId=1=2", "--Redis:ConnectionString",
            "--environment=Production",
        ]);

        parsed.Normalized.ShouldBe(
            ["--urls=http://127.0.0.1:1", "--Deezer:ClientId=1=2", "--environment=Production"]);
        parsed.Errors.ShouldHaveSingleItem().ShouldContain("--Redis:ConnectionString has no value");
    }

    [Fact]
    public void Every_setting_has_a_format()
    {
        SettingCatalog.All.Select(setting => setting.Name).ShouldBeUnique();
        SettingCatalog.Find("Spotify:ClientSecret")!.Format.ShouldBe(SettingFormat.Credential);
        SettingCatalog.Find("Deezer:AllowedScopes")!.Format.ShouldBe(SettingFormat.Scopes);
        SettingCatalog.Find("Web:CorsOrigins:3")!.Format.ShouldBe(SettingFormat.Entry);
        SettingCatalog.Find("Vault:MarkFile")!.Format.ShouldBe(SettingFormat.Path);
    }
}
