namespace MusicAuth.Sandbox.Users;

/// <summary>One line of a list: the place it has had from the beginning, or what was added.</summary>
internal readonly record struct ListEntry(int Origin, AddedItem? Added = null);
