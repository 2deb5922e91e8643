using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Settings;

/// <summary>Sequential, because the environment belongs to the whole process.</summary>
[Collection(nameof(SequentialTests))]
public sealed class ConfigurationSourceTests : IDisposable
{
    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("musicauth-secrets");

    [Fact]
    public void A_secret_overrides_the_environment_and_the_command_line_overrides_a_secret()
    {
        Write("Vault__AcceptRollback", "secret\n");
        Write("Deezer__ClientSecret", "secret\n");
        Environment.SetEnvironmentVariable("Vault__AcceptRollback", "environment");
        try
        {
            Read("Vault:AcceptRollback").ShouldBe("secret");
            Read("Vault:AcceptRollback", "--Vault:AcceptRollback=line").ShouldBe("line");
            Read("Deezer:ClientSecret").ShouldBe("secret");
        }
        finally
        {
            Environment.SetEnvironmentVariable("Vault__AcceptRollback", null);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_variable_is_ignored(string value)
    {
        string[] variables = ["Web__TrustedProxies__7", "Spotify__ApiBaseUrl", "Redis__ConnectionString"];
        Array.ForEach(variables, name => Environment.SetEnvironmentVariable(name, value));
        try
        {
            Read("Web:TrustedProxies:7").ShouldBeNull();
            Read("Spotify:ApiBaseUrl").ShouldBe("https://api.spotify.com/v1");
            Read("Redis:ConnectionString").ShouldBeNull();
        }
        finally
        {
            Array.ForEach(variables, name => Environment.SetEnvironmentVariable(name, null));
        }
    }

    [Theory]
    [InlineData("master.key", "master.key")]
    [InlineData("Urls", "Urls")]
    [InlineData("Logging__LogLevel__Default", "Logging:LogLevel:Default")]
    [InlineData("Spotify", "Spotify")]
    [InlineData("ConnectionStrings__Other", "ConnectionStrings:Other")]
    public void A_secret_file_without_the_name_of_a_setting_is_not_read(string file, string key)
    {
        Write(file, "planted");

        Read(key).ShouldNotBe("planted");
    }

    [Fact]
    public void The_broker_listens_on_loopback_by_default()
    {
        Read("Urls").ShouldBe("http://127.0.0.1:5080");
        Read("Urls", "--urls", "http://+:8080").ShouldBe("http://+:8080");
    }

    [Fact]
    public void The_folder_of_secrets_is_optional()
    {
        _secrets.Delete(recursive: true);

        Read("Urls", "--urls=http://127.0.0.1:1").ShouldBe("http://127.0.0.1:1");
        _secrets.Create();
    }

    public void Dispose() => _secrets.Delete(recursive: true);

    private void Write(string name, string value) => File.WriteAllText(Path.Combine(_secrets.FullName, name), value);

    private string? Read(string key, params string[] args) =>
        BrokerBuilderFactory.Create(args, _secrets.FullName).Configuration[key];
}
