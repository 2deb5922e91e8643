using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.RollbackDetection;

/// <summary>R15: the messages about an older copy name everything that ends with its acceptance.</summary>
public sealed class AcceptedCopyTests : IDisposable
{
    private const string Ended = "sessions, owner links, invitations, API keys and calendar addresses";
    private readonly Instance _instance = new();

    public void Dispose() => _instance.Dispose();

    [Fact]
    public async Task The_refusal_and_the_log_name_owner_links_and_invitations_which_end()
    {
        await PrepareAsync();
        _instance.Execute("UPDATE meta SET commits = 8");

        var refusal = await _instance.ShouldRefuseStartAsync(65);
        refusal.ShouldContain($"All {Ended} then end");
        await _instance.StartAsync(("Vault:AcceptRollback", CodeIn(refusal)));

        Logged($"all {Ended} end").ShouldBe(1);
        Rows().ShouldBe("0");
    }

    [Fact]
    public async Task On_another_machine_the_log_names_owner_links_and_invitations_which_end()
    {
        await PrepareAsync();
        File.Delete($"{_instance.MasterKey}.mark");

        await _instance.StartAsync();

        Logged("All sessions, owner links and invitations end").ShouldBe(1);
        Rows().ShouldBe("0");
    }

    // An instance whose rollback counter is 9 or higher, with a link of each kind.
    private async Task PrepareAsync()
    {
        await _instance.StartAndStopAsync();
        _instance.Execute("UPDATE meta SET commits = 9");
        await _instance.StartAndStopAsync();
        _instance.Execute(
            """
            PRAGMA foreign_keys = OFF;
            INSERT INTO claim_links (hash, ends_at) VALUES (x'01', 1);
            INSERT INTO invitations (id, user_id, hash, created_at, ends_at) VALUES ('1', '1', x'01', 1, 1);
            """);
        Rows().ShouldBe("2");
    }

    private string? Rows() =>
        _instance.Query("SELECT (SELECT count(*) FROM claim_links) + (SELECT count(*) FROM invitations)");

    private int Logged(string text) =>
        _instance.Logs.GetSnapshot().Count(record => record.Message.Contains(text, StringComparison.Ordinal));

    private static string CodeIn(string refusal) => refusal.Split("Vault__AcceptRollback=")[1].Split(')')[0];
}
