using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Vault.KeyRing;

public sealed class KeyRingTests : IDisposable
{
    private static readonly ProtectedField Field =
        new("grants", "refresh_token", Guid.CreateVersion7(), Guid.CreateVersion7(), "spotify", 1);

    private readonly Instance _instance = new();

    [Fact]
    public async Task A_cookie_from_before_a_restart_is_still_valid_and_the_key_ring_has_one_key()
    {
        var cookie = Protector(await _instance.StartAsync()).Protect("session");
        _instance.Stop();

        Protector(await _instance.StartAsync()).Unprotect(cookie).ShouldBe("session");
        RingRows().ShouldBe("1");
    }

    [Fact]
    public async Task T1_a_stolen_database_contains_neither_a_token_nor_a_key()
    {
        var host = await _instance.StartAsync();
        _instance.Execute("CREATE TABLE stolen (content BLOB)");
        _instance.Execute(
            "INSERT INTO stolen VALUES ($blob)",
            ("$blob", host.Services.GetRequiredService<FieldProtector>().Protect(Field, "CANARY-refresh-token")));
        var master = (await File.ReadAllTextAsync(_instance.MasterKey)).Trim();

        void ShouldHoldNothing()
        {
            var bytes = _instance.DatabaseBytes();
            bytes.ShouldContain("sealedKey");
            bytes.ShouldNotContain("CANARY");
            bytes.ShouldNotContain("<masterKey");
            bytes.ShouldNotContain(master, Case.Sensitive);
            bytes.ShouldNotContain(
                System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(master)), Case.Sensitive);
        }

        ShouldHoldNothing();
        _instance.Stop();
        ShouldHoldNothing();
        _instance.Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains("sealedKey")
            && !record.Message.Contains("<key") && !record.Message.Contains("CANARY"));
    }

    [Fact]
    public async Task T2_a_planted_plain_key_is_logged_and_ignored_and_its_cookies_are_invalid()
    {
        var cookie = Protector(await _instance.StartAsync()).Protect("session");
        _instance.Stop();
        var (plainKey, forged) = Forge();
        Plant(plainKey);

        var protector = Protector(await _instance.StartAsync());

        Should.Throw<CryptographicException>(() => protector.Unprotect(forged));
        protector.Unprotect(cookie).ShouldBe("session");
        Alarms().ShouldNotBe(0);
    }

    [Fact]
    public async Task T2_a_planted_row_without_xml_does_not_prevent_the_start()
    {
        await _instance.StartAndStopAsync();
        Plant("<key");
        Plant("");

        (await _instance.StartAsync()).ShouldNotBeNull();

        RingRows().ShouldBe("3");
    }

    [Fact]
    public async Task T2_the_lifetime_of_a_key_cannot_be_changed_in_the_database()
    {
        var cookie = Protector(await _instance.StartAsync()).Protect("session");
        _instance.Stop();
        var expires = XElement.Parse(_instance.Query("SELECT xml FROM data_protection_keys")!)
            .Element("expirationDate")!.Value;
        _instance.Execute(
            "UPDATE data_protection_keys SET xml = replace(xml, $old, '2099-01-01T00:00:00Z')", ("$old", expires));

        var protector = Protector(await _instance.StartAsync());

        Should.Throw<CryptographicException>(() => protector.Unprotect(cookie));
        Alarms().ShouldNotBe(0);
    }

    [Fact]
    public async Task A_revocation_holds_after_a_restart_and_a_planted_one_does_not()
    {
        var host = await _instance.StartAsync();
        var cookie = Protector(host).Protect("session");
        _instance.Stop();
        Plant("""
            <revocation version="1"><revocationDate>2099-01-01T00:00:00Z</revocationDate><key id="*" /></revocation>
            """);

        host = await _instance.StartAsync();
        Protector(host).Unprotect(cookie).ShouldBe("session");
        host.Services.GetRequiredService<IKeyManager>().RevokeAllKeys(
            new DateTimeOffset(2098, 1, 1, 0, 0, 0, TimeSpan.Zero));
        _instance.Stop();

        var protector = Protector(await _instance.StartAsync());
        Should.Throw<CryptographicException>(() => protector.Unprotect(cookie));
    }

    [Fact]
    public async Task R17_a_lost_key_ring_costs_a_sign_in_and_no_grant()
    {
        var host = await _instance.StartAsync();
        var cookie = Protector(host).Protect("session");
        var grant = host.Services.GetRequiredService<FieldProtector>().Protect(Field, "refresh");
        _instance.Stop();
        _instance.Execute("DELETE FROM data_protection_keys");

        host = await _instance.StartAsync();

        Should.Throw<CryptographicException>(() => Protector(host).Unprotect(cookie));
        Protector(host).Unprotect(Protector(host).Protect("again")).ShouldBe("again");
        host.Services.GetRequiredService<FieldProtector>().TryUnprotect(Field, grant, out var token).ShouldBeTrue();
        token.ShouldBe("refresh");
    }

    [Fact]
    public async Task Cookies_survive_a_new_master_key_while_the_previous_one_is_configured()
    {
        var cookie = Protector(await _instance.StartAsync()).Protect("session");
        _instance.Stop();
        var former = Path.Combine(_instance.DataDirectory, "former.key");
        File.Move(_instance.MasterKey, former);
        using var key = MasterKey.Generate();
        StartupSequenceTests.WriteKey(_instance.MasterKey, key.Export());

        var host = await _instance.StartAsync(("Vault:PreviousMasterKeyFiles:0", former));

        Protector(host).Unprotect(cookie).ShouldBe("session");
    }

    [Fact]
    public async Task A_key_that_is_not_encrypted_is_never_stored()
    {
        var repository = (await _instance.StartAsync()).Services.GetRequiredService<StrictXmlRepository>();

        Should.Throw<CryptographicException>(() => repository.StoreElement(XElement.Parse(Forge().PlainKey), "key"));

        RingRows().ShouldBe("1");
    }

    [Fact]
    public async Task Every_row_of_the_key_ring_names_the_class_that_decrypts_it()
    {
        await _instance.StartAsync();

        // If the class had another name or namespace, every user would lose their sessions.
        _instance.Query("SELECT xml FROM data_protection_keys").ShouldNotBeNull()
            .ShouldContain("decryptorType=\"MusicAuth.Vault.MasterKeyXmlDecryptor, MusicAuth,");
    }

    [Fact]
    public async Task This_version_decrypts_a_key_that_a_later_version_stored()
    {
        var repository = (await _instance.StartAsync()).Services.GetRequiredService<StrictXmlRepository>();
        var name = typeof(MasterKeyXmlDecryptor).AssemblyQualifiedName!;
        var version = typeof(MasterKeyXmlDecryptor).Assembly.GetName().Version!.ToString();
        var later = name.Replace(version, "99.0.0.0", StringComparison.Ordinal);
        var key = new XElement(repository.GetAllElements().ShouldHaveSingleItem());
        key.DescendantsAndSelf().Attributes("decryptorType").ShouldHaveSingleItem().Value = later;

        repository.StoreElement(key, "key-later");

        later.ShouldContain("99.0.0.0");
        repository.GetAllElements().Last().Descendants().Attributes("decryptorType")
            .ShouldHaveSingleItem().Value.ShouldBe(name);
    }

    public void Dispose() => _instance.Dispose();

    private static IDataProtector Protector(IHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie");

    /// <summary>A key and a cookie of an attacker who knows the application's name but not the master key.</summary>
    private static (string PlainKey, string Cookie) Forge()
    {
        var directory = Directory.CreateTempSubdirectory("musicauth-forger-");
        var cookie = DataProtectionProvider.Create(directory, options => options.SetApplicationName("musicauth"))
            .CreateProtector("cookie").Protect("session of another user");
        var key = File.ReadAllText(directory.GetFiles("key-*.xml").ShouldHaveSingleItem().FullName);
        directory.Delete(recursive: true);
        key.ShouldContain("<masterKey");
        return (key, cookie);
    }

    private void Plant(string xml) => _instance.Execute(
        "INSERT INTO data_protection_keys (friendly_name, xml) VALUES ('key-planted', $xml)", ("$xml", xml));

    private string? RingRows() => _instance.Query("SELECT count(*) FROM data_protection_keys");

    private int Alarms() => _instance.Logs.GetSnapshot().Count(record =>
        record.Level == LogLevel.Error && record.Message.Contains("key ring", StringComparison.Ordinal));
}
