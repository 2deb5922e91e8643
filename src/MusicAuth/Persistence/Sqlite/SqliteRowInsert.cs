using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace MusicAuth.Persistence.Sqlite;

/// <summary>
/// Inserts entities of one type by one prepared statement, in the current transaction. A copy of a large database takes
/// less than half of the time that it takes with EF's change tracker.
/// </summary>
internal sealed class SqliteRowInsert : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly (IProperty Property, SqliteParameter Parameter)[] _columns;

    public SqliteRowInsert(SqliteDb db, IEntityType type)
    {
        _command = ((SqliteConnection)db.Database.GetDbConnection()).CreateCommand();
        _command.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        _columns = [.. type.GetProperties().Select((property, index) => (property, AddParameter(property, index)))];
        var names = string.Join(", ", _columns.Select(column => $"\"{column.Property.GetColumnName()}\""));
        var values = string.Join(", ", _columns.Select(column => column.Parameter.ParameterName));
#pragma warning disable CA2100 // The names come from the model.
        _command.CommandText = $"INSERT INTO \"{type.GetTableName()}\" ({names}) VALUES ({values})";
#pragma warning restore CA2100
    }

    public void Insert(object entity)
    {
        foreach (var (property, parameter) in _columns)
        {
            var value = property.GetGetter().GetClrValueUsingContainingEntity(entity);
            parameter.Value = ToColumn(property, value) ?? DBNull.Value;
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();

    private SqliteParameter AddParameter(IProperty property, int index)
    {
        var parameter = (SqliteParameter)property.GetRelationalTypeMapping()
            .CreateParameter(_command, $"@p{index}", value: null, nullable: true);
        _command.Parameters.Add(parameter);
        return parameter;
    }

    private static object? ToColumn(IProperty property, object? value) =>
        property.GetRelationalTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
}
