using System.Text.Json.Serialization;

namespace MusicAuth.Notices;

[JsonSerializable(typeof(CalendarAddress))]
[JsonSerializable(typeof(ChannelList))]
[JsonSerializable(typeof(ChannelRequest))]
[JsonSerializable(typeof(ChannelTestResult))]
[JsonSerializable(typeof(CreatedChannel))]
[JsonSerializable(typeof(TodoList))]
internal sealed partial class NoticesJson : JsonSerializerContext;
