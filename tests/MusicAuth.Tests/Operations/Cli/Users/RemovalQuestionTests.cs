using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli.Users;

/// <summary>Without <c>--yes</c> the removal of a user asks for a confirmation at the terminal.</summary>
[Collection(nameof(SequentialTests))]
public sealed class RemovalQuestionTests
{
    [Theory]
    [InlineData("no", false)]
    [InlineData("", false)]
    [InlineData("y", false)]
    [InlineData("yes", true)]
    public async Task A_user_is_deleted_only_by_the_answer_yes(string answer, bool isDeleted)
    {
        await using var broker = await Broker.StartAsync();
        using var dora = await broker.SignedInAsync("dora", "spotify");
        var before = Console.In;
        using var input = new StringReader(answer);
        Console.SetIn(input);
        try
        {
            var result = await InProcessCommand.RunAsync(
                "users", "remove", $"{await dora.UserIdAsync()}", $"--DataDirectory={broker.DataDirectory}");

            result.Output.ShouldContain("with all tokens, sessions and keys? Type yes to delete: ");
            result.ExitCode.ShouldBe(isDeleted ? 0 : 1);
            result.Error.Contains("Nothing was deleted.", StringComparison.Ordinal).ShouldBe(!isDeleted);
            broker.Database.Count("users").ShouldBe(isDeleted ? 0 : 1);
        }
        finally
        {
            Console.SetIn(before);
        }
    }
}
