using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Operations.Doctor;

/// <summary>The checks that depend on the database: its connection, its schema and its encrypted values.</summary>
public sealed class DoctorTestsOnPostgres
{
    [LongFact]
    public async Task A_healthy_instance_is_silent_and_each_fault_of_the_database_is_found()
    {
        await using var broker = await Broker.StartAsync(storage: DatabaseKind.Postgres);
        using (await broker.SignedInAsync("dora", "spotify"))
            await broker.StopAsync();

        (await ExamineAsync(broker)).ShouldBe(["key_beside_data"]);

        broker.Database.Execute(
            "UPDATE grants SET access_token = overlay(access_token placing '\\x00'::bytea from 40 for 1)");
        (await ExamineAsync(broker)).ShouldBe(["key_beside_data", "value_undecryptable"]);
        broker.Database.Execute(
            "UPDATE grants SET access_token = overlay(access_token placing '\\x0102'::bytea from 3 for 2)");
        (await ExamineAsync(broker)).ShouldBe(["key_beside_data", "key_unknown"]);
        broker.Database.Execute("INSERT INTO \"__EFMigrationsHistory\" VALUES ('99991231000000_Future', '99.0.0')");
        (await ExamineAsync(broker)).ShouldBe(["database_newer"]);
        (await ExamineAsync(broker, ("Database:ConnectionString", "Host=127.0.0.1;Port=1;Database=musicauth")))
            .ShouldBe(["database_unreachable"]);
    }

    private static async Task<string[]> ExamineAsync(Broker broker, params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> all = new(broker.Sandbox.BrokerSettings, StringComparer.Ordinal)
        {
            ["DataDirectory"] = broker.DataDirectory,
            ["Urls"] = $"http://127.0.0.1:{FreePort.Take()}",
        };
        foreach (var (key, value) in broker.DatabaseSettings)
            all[key] = value;
        foreach (var (key, value) in settings)
            all[key] = value;

        var (_, output, error) = await InProcessCommand.RunAsync(
            ["doctor", "--json", .. all.Select(setting => $"--{setting.Key}={setting.Value}")]);

        error.ShouldBeEmpty();
        return
        [
            .. JsonSerializer.Deserialize<JsonElement>(output).GetProperty("checks").EnumerateArray()
                .SelectMany(check => check.GetProperty("findings").EnumerateArray())
                .Select(finding => finding.GetProperty("code").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }
}
