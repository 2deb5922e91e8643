using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>One row for each fault.</summary>
internal static class PlantedFaults
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode ReadableByAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static readonly IReadOnlyList<PlantedFault> All =
    [
        Setting("setting_unknown", "error", "Web:PublicUrl", "Web:PublicUrll", "https://music.example"),
        Setting("setting_invalid", "error", "Web:PublicUrl", "Web:PublicUrl", "nonsense"),
        new("data_directory_unusable", "error", "DataDirectory", copy =>
            copy.Settings["DataDirectory"] = copy.Database),
        new("data_directory_unusable", "error", "DataDirectory", copy =>
            copy.Settings["DataDirectory"] = Path.Combine(copy.Database, "data")),
        new("data_directory_unusable", "error", "Database:ConnectionString", copy =>
            copy.Settings["Database:ConnectionString"] = $"Data Source={copy.Database}/folder/musicauth.db"),
        new("network_file_system", "error", "DataDirectory", copy =>
            copy.Services = services => services.AddSingleton<FileSystemFormat>(_ => "nfs4")),
        new("data_directory_open", "warning", "chmod 700", copy => SetMode(copy.Data, ForAll)),
        new("database_file_open", "warning", "chmod 600", copy => SetMode(copy.Database, ReadableByAll)),
        FreeBytes("disk_full", "error", 1_000_000),
        FreeBytes("disk_low", "warning", 100_000_000),
        new("database_damaged", "error", "MusicAuth restore", copy =>
            Overwrite(copy.Database, at: 0, new byte[100])),
        new("database_damaged", "error", "MusicAuth restore", copy =>
            Overwrite(copy.Database, at: 2 * 4096, [.. Enumerable.Repeat((byte)0x5a, 4096)])),
        new("database_missing", "error", "DataDirectory", copy =>
            Directory.GetFiles(copy.Data, "musicauth.db*").ToList().ForEach(File.Delete)),
        new("database_newer", "error", "MusicAuth --version", copy => copy.Execute(
            "INSERT INTO \"__EFMigrationsHistory\" VALUES ('99991231000000_Future', '99.0.0')")),
        new("migrations_pending", "warning", "MusicAuth serve", ForgetLastMigration),
        new("master_key_unusable", "error", "Vault:MasterKeyFile", copy => ReplaceKey(copy.MasterKey)),
        new("master_key_unusable", "error", "Vault:MasterKeyFile", copy => File.Delete(copy.MasterKey)),
        new("master_key_unusable", "error", "Vault:MasterKeyFile", copy =>
        {
            ForgetLastMigration(copy);
            File.Delete(copy.MasterKey);
        }),
        new("master_key_unusable", "error", "MusicAuth restore", copy =>
            copy.Execute("DELETE FROM meta; DELETE FROM data_protection_keys")),
        new("master_key_open", "error", "chmod 600", copy => SetMode(copy.MasterKey, ReadableByAll)),
        new("master_key_open", "error", "chmod 600", AddOpenPreviousKey),
        new("key_beside_data", "info", "Vault:MasterKeyFile", MoveKeyToData),
        new("key_unknown", "error", "Vault:PreviousMasterKeyFiles", copy =>
            copy.ChangeTokens(token => token[3] ^= 1)),
        new("value_undecryptable", "error", "MusicAuth restore", copy => copy.ChangeTokens(token => token[^1] ^= 1)),
        new("previous_key_in_use", "warning", "MusicAuth vault rotate", AddNewKey),
        new("previous_key_unused", "info", "Vault:PreviousMasterKeyFiles", AddUnusedPreviousKey),
        Setting("rollback_record_not_writable", "warning", "Vault:MarkFile", "Vault:MarkFile", "/nowhere/record"),
        new("spill_undecryptable", "error", "Vault:PreviousMasterKeyFiles", copy =>
            WriteSpill(copy, "{}"u8.ToArray())),
        new("spill_not_empty", "warning", "MusicAuth serve", copy => WriteSpill(copy, SpilledTokens(copy))),
        new("spill_not_empty", "warning", "MusicAuth serve", copy =>
            WriteSpill(copy, SpilledTokens(copy), hours: 24)),
        new("spill_unusable", "error", "DataDirectory", ReplaceSpillByFile),
        new("port_in_use", "error", "Urls", copy => copy.KeepOpen(Listen(copy.Port))),
        Setting("address_not_local", "error", "Urls", "Urls", "http://192.0.2.1:5080"),
        Setting("redirect_localhost", "warning", "Web:PublicUrl", "Web:PublicUrl", "http://localhost:5080"),
        Setting("redirect_localhost", "warning", "Spotify:PublicUrl", "Spotify:PublicUrl", "http://localhost:5080"),
        Setting("redirect_plain_http", "warning", "Web:PublicUrl", "Web:PublicUrl", "http://music.lan:5080"),
        Setting("public_url_plain_http", "warning", "Web:PublicUrl", "Web:PublicUrl", "http://music.lan:5080"),
        new("forwarded_headers_untrusted", "warning", "Web:TrustedProxies", copy =>
            WriteProxy(copy, "172.18.0.2")),
        new("provider_missing", "info", "Spotify:ClientId", RemoveProviderApps),
        Setting("provider_app_refused", "error", "Spotify:ClientSecret", "Spotify:ClientSecret", "wrong-secret"),
        Setting(
            "provider_unreachable", "warning", "Deezer:TokenEndpoint", "Deezer:AuthorizationEndpoint",
            "http://127.0.0.1:1/auth"),
        ClockOff("error", TimeSpan.FromMinutes(-10)),
        ClockOff("warning", TimeSpan.FromMinutes(2)),
        new("notice_channel_failing", "warning", "Smtp", AddFailingChannel),
        new("backup_old", "warning", "MusicAuth backup", copy =>
            copy.Execute("INSERT INTO backup_state (id, last_good_at) VALUES (1, 0)")),
        new("backup_missing", "info", "Backup:Directory", copy => copy.Execute("UPDATE users SET created_at = 0")),
        Setting("redis_unreachable", "warning", "Redis:ConnectionString", "Redis:ConnectionString", "127.0.0.1:1"),
    ];

    private static PlantedFault Setting(string code, string severity, string remedy, string name, string value) =>
        new(code, severity, remedy, copy => copy.Settings[name] = value);

    private static PlantedFault FreeBytes(string code, string severity, long bytes) => new(
        code, severity, "DataDirectory",
        copy => copy.Services = services => services.AddSingleton<FreeSpace>(_ => bytes));

    private static PlantedFault ClockOff(string severity, TimeSpan difference) => new(
        "clock_skew", severity, "timedatectl",
        copy => copy.Services = services => services.AddSingleton<ProviderDate>((_, _) =>
            Task.FromResult<DateTimeOffset?>(TimeProvider.System.GetUtcNow() + difference)));

    private static void SetMode(string path, UnixFileMode mode) => File.SetUnixFileMode(path, mode);

    private static void Overwrite(string file, long at, byte[] bytes)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.Position = at;
        stream.Write(bytes);
    }

    private static void ForgetLastMigration(DoctorCopy copy) => copy.Execute(
        """
        DELETE FROM "__EFMigrationsHistory"
        WHERE "MigrationId" = (SELECT max("MigrationId") FROM "__EFMigrationsHistory")
        """);

    private static void ReplaceKey(string file)
    {
        using var key = MasterKey.Generate();
        File.WriteAllBytes(file, key.Export());
    }

    private static void MoveKeyToData(DoctorCopy copy)
    {
        copy.Settings["Vault:MasterKeyFile"] = Path.Combine(copy.Data, "master.key");
        File.Move(copy.MasterKey, Path.Combine(copy.Data, "master.key"));
    }

    private static void AddNewKey(DoctorCopy copy)
    {
        var file = Path.Combine(copy.Keys, "next.key");
        ReplaceKey(file);
        SetMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        copy.Settings["Vault:PreviousMasterKeyFiles"] = copy.MasterKey;
        copy.Settings["Vault:MasterKeyFile"] = file;
    }

    private static void AddOpenPreviousKey(DoctorCopy copy) => AddPreviousKey(copy, ReadableByAll);

    private static void AddUnusedPreviousKey(DoctorCopy copy) =>
        AddPreviousKey(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static void AddPreviousKey(DoctorCopy copy, UnixFileMode mode)
    {
        var file = Path.Combine(copy.Keys, "former.key");
        ReplaceKey(file);
        SetMode(file, mode);
        copy.Settings["Vault:PreviousMasterKeyFiles"] = file;
    }

    private static void RemoveProviderApps(DoctorCopy copy)
    {
        foreach (var provider in (string[])["Spotify", "Deezer"])
        {
            copy.Settings.Remove($"{provider}:ClientId");
            copy.Settings.Remove($"{provider}:ClientSecret");
        }
    }

    private static void WriteSpill(DoctorCopy copy, byte[] content, int hours = -1)
    {
        var file = Path.Combine(copy.Data, "spill", $"{Guid.NewGuid():N}.7.json");
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(hours));
    }

    private static byte[] SpilledTokens(DoctorCopy copy) => SpillFile.Serialize(new EncryptedTokenSet
    {
        GrantId = Guid.NewGuid(),
        Generation = 7,
        Scopes = [],
        AccessExpiresAt = null,
        LastRefreshedAt = TimeProvider.System.GetUtcNow(),
        EncryptedAccessToken = (byte[])copy.Query("SELECT access_token FROM grants LIMIT 1")!,
        EncryptedRefreshToken = null,
    });

    private static void ReplaceSpillByFile(DoctorCopy copy)
    {
        var spill = Path.Combine(copy.Data, "spill");
        Directory.Delete(spill, recursive: true);
        File.WriteAllText(spill, "");
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private static void WriteProxy(DoctorCopy copy, string address) => File.WriteAllText(
        Path.Combine(copy.Data, ObservedProxyFile.Name),
        JsonSerializer.Serialize(
            new ObservedProxy(address, ["X-Forwarded-For"], TimeProvider.System.GetUtcNow()),
            ObservedProxyJson.Default.ObservedProxy));

    private static void AddFailingChannel(DoctorCopy copy) => copy.Execute(
        """
        INSERT INTO notice_channels (id, user_id, kind, address, created_at, last_error)
        SELECT $id, id, 'Email', $address, 0, 'The server refused a-secret-address@example.org.' FROM users LIMIT 1
        """,
        ("$id", Guid.NewGuid().ToString().ToUpperInvariant()), ("$address", new byte[60]));
}
