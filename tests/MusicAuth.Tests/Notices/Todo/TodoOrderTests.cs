using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Todo;

public sealed class TodoOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Session = new(Guid.NewGuid(), AccessScopes.All.ToHashSet())
    {
        SessionId = Guid.NewGuid(),
    };

    [Fact]
    public async Task Critical_items_come_first_and_then_the_items_due_first()
    {
        var list = await new TodoCollector(
        [
            new Source(Item("info", TodoSeverity.Info, due: 1), Item("late", TodoSeverity.Warning, due: 9)),
            new Source(
                Item("never due", TodoSeverity.Critical, due: null), Item("early", TodoSeverity.Warning, due: 2),
                Item("first", TodoSeverity.Critical, due: 5)),
        ]).ListAsync(Session, TestContext.Current.CancellationToken);

        list.Count.ShouldBe(5);
        list.Items.Select(item => item.Id).ShouldBe(["first", "never due", "early", "late", "info"]);
    }

    [Fact]
    public async Task Items_for_the_owner_reach_only_a_session_of_the_owner()
    {
        var collector = new TodoCollector([new Source(Item("a", TodoSeverity.Info, 1) with { IsForOwner = true })]);

        (await ListAsync(Session)).ShouldBe(0);
        (await ListAsync(Session with { SessionId = null, Key = new CallerKey("k", "Key", null) })).ShouldBe(0);
        (await ListAsync(Session with { IsOwner = true })).ShouldBe(1);

        async Task<int> ListAsync(Caller caller) =>
            (await collector.ListAsync(caller, TestContext.Current.CancellationToken)).Count;
    }

    private static TodoItem Item(string id, TodoSeverity severity, int? due) => new()
    {
        Id = id,
        Severity = severity,
        Code = "code",
        Provider = null,
        Title = "Title.",
        Detail = "Detail.",
        ActionUrl = "http://127.0.0.1/",
        Since = Now,
        Due = due is { } days ? Now.AddDays(days) : null,
    };

    private sealed class Source(params TodoItem[] items) : ITodoSource
    {
        public Task<IReadOnlyList<TodoItem>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<TodoItem>>(items);
    }
}
