/**
 * What cmdlets do, as data. `params`: `Name:role` for those that take a value, `Name` for switches; `at`: the roles of what stands
 * without a name; `pipe`: what comes in is this; `gives`: what goes out.
 */
import type { Does } from '../commands/types.ts';

export interface Cmdlet {
  params: ReadonlyMap<string, string>;
  at: readonly string[];
  pipe?: string;
  does: readonly Does[];
  /** `listed`: names of files found where it looked; `same`: what came in; `network`: what the network sent. */
  gives?: 'listed' | 'same' | 'network';
  recursive?: boolean;
  /** It only works on what it is given: the folder it runs in does not matter. */
  inert: boolean;
}

const path = 'Path:read LiteralPath:read PSPath:read';
const filters = 'Filter:value Include:value Exclude:value Force';
const web =
  'Uri:url Method:value Headers:value Body:body Form:body InFile:sends OutFile:write ContentType:value UserAgent:value UseBasicParsing UseDefaultCredentials Credential:value WebSession:value SessionVariable:value TimeoutSec:value MaximumRedirection:value SkipCertificateCheck Proxy:value PassThru Resume SkipHttpErrorCheck StatusCodeVariable:value ResponseHeadersVariable:value Token:value Authentication:value FollowRelLink MaximumRetryCount:value RetryIntervalSec:value DisableKeepAlive';

const lines: readonly (readonly [names: string, params: string, at: string, more?: string])[] = [
  ['Get-ChildItem', `${path} ${filters} Recurse Depth:value Name File Directory Hidden ReadOnly System FollowSymlink Attributes:value ad af ah s h`, 'read value', 'gives=listed'],
  ['Get-Item', `${path} ${filters} Stream:value`, 'read', 'gives=listed pipe=read'],
  ['Get-Content', `${path} ${filters} Tail:value Last:value TotalCount:value Head:value First:value Raw Wait Encoding:value Delimiter:value ReadCount:value AsByteStream Stream:value`, 'read', 'pipe=read'],
  ['Get-ItemProperty Get-ItemPropertyValue', `${path} Name:value ${filters}`, 'read value', 'pipe=read'],
  ['Get-FileHash', `${path} Algorithm:value InputStream:value`, 'read', 'pipe=read'],
  ['Get-Acl Get-AuthenticodeSignature', `${path} FilePath:read`, 'read', 'pipe=read'],
  ['Select-String', `${path} Pattern:value SimpleMatch CaseSensitive Quiet List NotMatch AllMatches Context:value Encoding:value Include:value Exclude:value InputObject:value Raw NoEmphasis Culture:value`, 'value read', 'pipe=content'],
  ['Test-Path Resolve-Path Convert-Path', `${path} PathType:value IsValid Relative RelativeBasePath:value NewerThan:value OlderThan:value Credential:value ${filters}`, 'read', 'pipe=read gives=listed'],
  ['Split-Path', `Path:value LiteralPath:value Parent Leaf LeafBase Extension Qualifier NoQualifier IsAbsolute Resolve`, 'value', 'inert gives=same'],
  ['Join-Path', 'Path:value ChildPath:value AdditionalChildPath:value Resolve', 'value value value', 'inert'],
  ['Set-Location Push-Location', `${path} PassThru StackName:value`, 'read', ''],
  ['Pop-Location', 'PassThru StackName:value', '', 'inert'],
  [
    'Get-Location Get-Date Get-History Get-Alias Get-Command Get-Help Get-Module Get-Member Get-Culture Get-UICulture Get-Host Get-Random Get-Unique Get-Verb Get-TimeZone Get-Uptime Get-PSDrive Get-PSProvider Get-PSCallStack Get-Error Get-TypeData Get-FormatData Get-Process Get-Service Get-Job Get-Package Get-InstalledModule Get-PSRepository Get-ExecutionPolicy Get-ComputerInfo Get-Volume Get-Disk Get-Partition Get-NetIPAddress Get-NetAdapter Get-NetTCPConnection Get-WinEvent Get-EventLog Get-HotFix Get-Counter Get-CimClass',
    'Name:value Id:value Format:value UFormat:value All Full Examples Detailed Parameter:value Online CommandType:value Noun:value Verb:value Module:value ListAvailable MemberType:value Static InputObject:value Minimum:value Maximum:value Count:value Syntax Year:value Month:value Day:value Hour:value Minute:value Date:value AsUTC DisplayHint:value Scope:value List Newest:value LogName:value MaxEvents:value FilterHashtable:value IncludeUserName FileVersionInfo Since ArgumentList:value Counter:value DriveLetter:value Number:value AsString SetSeed:value Shuffle LocalPort:value State:value Definition:value PSProvider:value TotalCount:value UseFuzzyMatching',
    'value value value',
    'inert',
  ],
  [
    'Write-Output Write-Host Write-Verbose Write-Debug Write-Warning Write-Error Write-Information Write-Progress',
    'InputObject:value Object:value Message:value NoEnumerate NoNewline Separator:value ForegroundColor:value BackgroundColor:value MessageData:value Tags:value Exception:value ErrorId:value Category:value Activity:value Status:value PercentComplete:value Completed Id:value CurrentOperation:value',
    'value *',
    'inert gives=said',
  ],
  [
    'Out-Null Out-String Out-Host Out-Default Format-Table Format-List Format-Wide Format-Custom Format-Hex',
    'InputObject:value Stream Width:value Paging Property:value AutoSize Wrap GroupBy:value HideTableHeaders View:value Force Expand:value DisplayError ShowError Column:value RepeatHeader Path:read LiteralPath:read Count:value Offset:value NoNewline Transcript',
    'value *',
    'inert',
  ],
  [
    'Select-Object Sort-Object Group-Object Measure-Object Compare-Object Tee-Variable',
    'Property:value InputObject:value ExpandProperty:value ExcludeProperty:value First:value Last:value Skip:value SkipLast:value SkipIndex:value Index:value Unique Wait Descending CaseSensitive Culture:value Stable Top:value Bottom:value NoElement AsHashTable AsString Sum Average Maximum Minimum Line Word Character IgnoreWhiteSpace AllStats StandardDeviation ReferenceObject:value DifferenceObject:value SyncWindow:value IncludeEqual ExcludeDifferent PassThru CaseInsensitive',
    'value *',
    'inert gives=same',
  ],
  ['Where-Object', 'FilterScript:block Property:value Value:value InputObject:value EQ:value NE:value GT:value GE:value LT:value LE:value Like:value NotLike:value Match:value NotMatch:value Contains:value NotContains:value In:value NotIn:value Is:value IsNot:value CEQ:value CNE:value CGT:value CLike:value CMatch:value CNotMatch:value CNotLike:value IEQ:value ILike:value IMatch:value Not', 'value value', 'inert gives=same'],
  ['ForEach-Object', 'Process:block Begin:block End:block RemainingScripts:block MemberName:member ArgumentList:value InputObject:value Parallel:block ThrottleLimit:value TimeoutSeconds:value AsJob UseNewRunspace', 'member value *', 'inert gives=same'],
  ['ConvertFrom-Json ConvertTo-Json ConvertFrom-Csv ConvertTo-Csv ConvertTo-Html ConvertTo-Xml ConvertFrom-StringData ConvertFrom-Markdown ConvertTo-SecureString ConvertFrom-SecureString', 'InputObject:value AsHashtable Depth:value NoEnumerate Compress EnumsAsStrings AsArray Delimiter:value Header:value NoTypeInformation UseQuotes:value QuoteFields:value IncludeTypeInformation DateKind:value As:value Property:value Title:value Fragment Path:read LiteralPath:read StringData:value String:value AsPlainText Force Key:value SecureString:value', 'value', 'inert'],
  ['Import-Csv Import-Clixml Import-PowerShellDataFile Import-LocalizedData', `${path} Delimiter:value Header:value Encoding:value UseCulture First:value Skip:value`, 'read value', 'pipe=read'],
  ['Start-Sleep Clear-Host New-TimeSpan New-Guid Wait-Event Get-Event Wait-Job Receive-Job Remove-Job Stop-Job', 'Seconds:value Milliseconds:value Start:value End:value Days:value Hours:value Minutes:value Duration:value Id:value Name:value Job:value Timeout:value Keep Wait Force AutoRemoveJob Empty', 'value value', 'inert'],
  ['Get-Variable Set-Variable New-Variable Remove-Variable Clear-Variable', 'Name:value Value:value Scope:value Force Option:value ValueOnly Description:value PassThru Visibility:value Include:value Exclude:value', 'value value', 'inert forgets'],
  ['Set-StrictMode', 'Version:value Off', '', 'inert'],
  ['Read-Host', 'Prompt:value AsSecureString MaskInput', 'value', 'inert'],
  ['Test-Json', 'Json:value Path:read LiteralPath:read Schema:value SchemaFile:read Options:value', 'value value', ''],

  ['Set-Content Add-Content', 'Path:write LiteralPath:write Value:value PassThru Force NoNewline Encoding:value AsByteStream Stream:value Filter:value Include:value Exclude:value Credential:value', 'write value', 'does=writes'],
  ['Out-File', 'FilePath:write Path:write LiteralPath:write Encoding:value Append Force NoClobber Width:value NoNewline InputObject:value', 'write value', 'does=writes'],
  ['Tee-Object', 'FilePath:write Path:write LiteralPath:write Append Variable:value InputObject:value Encoding:value', 'write', 'gives=same'],
  ['Clear-Content', 'Path:write LiteralPath:write Force Filter:value Include:value Exclude:value Stream:value', 'write', 'does=writes pipe=write'],
  ['Export-Csv Export-Clixml Export-Alias Export-ModuleMember Export-FormatData', 'Path:write LiteralPath:write InputObject:value NoTypeInformation Append Force NoClobber Delimiter:value Encoding:value Depth:value UseQuotes:value UseCulture', 'write value', 'does=writes'],
  ['New-Item', 'Path:write Name:value ItemType:value Type:value Value:value Target:value Force Credential:value', 'write', 'does=writes'],
  ['New-TemporaryFile', '', '', 'does=writes'],
  ['Remove-Item', 'Path:delete LiteralPath:delete PSPath:delete Recurse Force Filter:value Include:value Exclude:value Stream:value Credential:value r rf', 'delete', 'does=deletes pipe=delete recursive'],
  ['Clear-Item', 'Path:write LiteralPath:write Force', 'write', 'does=writes pipe=write'],
  ['Copy-Item', 'Path:read LiteralPath:read Destination:write Recurse Force Container PassThru Filter:value Include:value Exclude:value ToSession:value FromSession:value', 'read write', 'does=writes pipe=read'],
  ['Move-Item', 'Path:delete LiteralPath:delete Destination:write Force PassThru Filter:value Include:value Exclude:value', 'delete write', 'does=writes pipe=delete'],
  ['Rename-Item', 'Path:delete LiteralPath:delete NewName:write Force PassThru', 'delete write', 'does=writes pipe=delete'],
  ['Set-Item', 'Path:item LiteralPath:item Value:value Force PassThru', 'item value', 'does=writes'],
  ['Set-ItemProperty New-ItemProperty Remove-ItemProperty Rename-ItemProperty Copy-ItemProperty Move-ItemProperty Clear-ItemProperty', 'Path:item LiteralPath:item Name:value Value:value PropertyType:value Type:value Force Destination:item NewName:value', 'item value value', 'does=writes pipe=write'],
  ['Set-Acl', 'Path:write LiteralPath:write AclObject:value', 'write value', 'does=writes,system pipe=write'],
  ['Compress-Archive', 'Path:read LiteralPath:read DestinationPath:write Update Force CompressionLevel:value PassThru', 'read write', 'does=writes'],
  ['Expand-Archive', 'Path:read LiteralPath:read DestinationPath:write Force PassThru', 'read write', 'does=writes'],
  ['Invoke-Item', 'Path:code LiteralPath:code', 'code', 'does=runs-code'],

  ['Invoke-WebRequest', web, 'url', 'does=network gives=network uploads'],
  ['Invoke-RestMethod', web, 'url', 'does=network gives=network uploads'],
  ['Start-BitsTransfer', 'Source:url Destination:write TransferType:value Asynchronous DisplayName:value Priority:value', 'url write', 'does=network,writes uploads'],
  ['Test-Connection Test-NetConnection Resolve-DnsName', 'TargetName:host ComputerName:host Name:host Count:value Port:value Quiet InformationLevel:value Type:value Server:value TimeoutSeconds:value', 'host value', 'does=network'],
  ['Send-MailMessage', 'To:value From:value Subject:value Body:body Attachments:sends SmtpServer:host Port:value UseSsl Credential:value', 'value value value', 'does=network uploads'],
  ['Install-Module Install-Package Install-Script Update-Module Update-Script Save-Module Find-Module Find-Package Update-Help Save-Script Install-PSResource Publish-Module', 'Name:value Repository:value Scope:value Force Path:value RequiredVersion:value AllowClobber AcceptLicense', 'value', 'does=network,runs-code,writes'],

  ['Invoke-Expression', 'Command:shell', 'shell', 'does=runs-code pipe=shell'],
  ['Invoke-Command', 'ScriptBlock:block FilePath:code ComputerName:host Session:value ArgumentList:value AsJob HostName:host UserName:value', 'block', 'does=runs-code'],
  ['Start-Job Start-ThreadJob', 'ScriptBlock:block FilePath:code ArgumentList:value Name:value InitializationScript:block', 'block', 'does=runs-code'],
  ['Measure-Command', 'Expression:block InputObject:value', 'block', 'inert'],
  ['Start-Process', 'FilePath:program ArgumentList:arguments Args:arguments WorkingDirectory:value Verb:elevates Wait NoNewWindow PassThru WindowStyle:value RedirectStandardOutput:write RedirectStandardError:write RedirectStandardInput:read Credential:value UseNewEnvironment LoadUserProfile Environment:value', 'program arguments', 'does=runs-code'],
  ['Import-Module Add-Type Using-Module New-Module', 'Name:value Path:code AssemblyName:value TypeDefinition:value Force PassThru Language:value ReferencedAssemblies:value MemberDefinition:value Namespace:value', 'value', 'does=runs-code'],
  ['New-Object', 'TypeName:type ArgumentList:value Property:value ComObject:com Strict', 'type value', 'inert'],
  ['Set-Alias New-Alias Import-Alias', 'Name:value Value:value Scope:value Option:value Force Description:value PassThru Path:read', 'value value', 'does=unknown'],
  ['Invoke-History', '', 'value', 'does=unknown'],

  ['Register-ScheduledTask Register-ScheduledJob New-ScheduledTask Set-ScheduledTask Register-WmiEvent Register-CimIndicationEvent Register-ObjectEvent Register-EngineEvent New-Service Set-Service Enable-ScheduledTask', 'TaskName:value Action:value Trigger:value ScriptBlock:block Name:value BinaryPathName:value StartupType:value Status:value', 'value value *', 'does=persists'],
  ['Start-Service Stop-Service Restart-Service Suspend-Service Stop-Process Wait-Process', 'Name:value Id:value Force InputObject:value PassThru DisplayName:value', 'value *', 'does=system'],
  ['Set-ExecutionPolicy Enable-PSRemoting Set-MpPreference Add-MpPreference Set-NetFirewallProfile New-NetFirewallRule Disable-NetFirewallRule New-LocalUser Add-LocalGroupMember Set-LocalUser Enable-LocalUser Disable-WindowsOptionalFeature Enable-WindowsOptionalFeature Set-Date Set-TimeZone Rename-Computer Add-Computer Remove-Computer', 'ExecutionPolicy:value Scope:value Force Name:value', 'value *', 'does=system,privilege'],
  ['Stop-Computer Restart-Computer Format-Volume Clear-Disk Initialize-Disk Remove-Partition Clear-RecycleBin Reset-PhysicalDisk Remove-VirtualDisk Disable-ComputerRestore Repair-Volume', 'DriveLetter:value Number:value Force ComputerName:value RemoveData RemoveOEM', 'value *', 'does=catastrophic'],
  ['Enter-PSSession New-PSSession Connect-PSSession Invoke-WmiMethod Invoke-CimMethod Get-WmiObject Get-CimInstance Set-WmiInstance Set-CimInstance New-CimInstance', 'ComputerName:host Class:value ClassName:value MethodName:value Name:value Arguments:value Namespace:value Filter:value Query:value', 'value value *', 'does=unknown'],
  ['Get-Credential Get-Secret Get-StoredCredential Export-PfxCertificate Get-Clipboard', 'Name:value UserName:value Message:value AsPlainText Format:value Raw', 'value', 'does=dumps-secrets'],
  ['Set-Clipboard', 'Value:value Path:read Append PassThru', 'value', 'does=writes'],
  ['New-PSDrive Remove-PSDrive Mount-DiskImage', 'Name:value PSProvider:value Root:value Persist Scope:value', 'value *', 'does=system'],
  ['Start-Transcript Stop-Transcript', 'Path:write LiteralPath:write OutputDirectory:write Append Force NoClobber', 'write', 'does=writes'],
  ['Unblock-File', 'Path:write LiteralPath:write', 'write', 'does=writes'],
];

const table = new Map<string, { name: string; cmdlet: Cmdlet }>();
for (const [names, params, at, more = ''] of lines) {
  const flags = new Map(more.split(' ').map((one): [string, string] => [one.split('=')[0] ?? '', one.split('=')[1] ?? '']));
  const cmdlet: Cmdlet = {
    params: new Map(params.split(' ').filter((one) => one !== '').map((one): [string, string] => [(one.split(':')[0] ?? '').toLowerCase(), one.split(':')[1] ?? 'none'])),
    at: at.split(' ').filter((one) => one !== ''),
    does: (flags.get('does')?.split(',') ?? []) as Does[],
    inert: flags.has('inert'),
    ...(flags.has('pipe') && { pipe: flags.get('pipe') ?? '' }),
    ...(flags.has('gives') && { gives: flags.get('gives') as 'listed' }),
    ...(flags.has('recursive') && { recursive: true }),
  };
  for (const name of names.split(' ')) table.set(name.toLowerCase(), { name, cmdlet });
}

/** @param name of a cmdlet in any case, without its module */
export function findCmdlet(name: string): { name: string; cmdlet: Cmdlet } | undefined {
  return table.get(name.toLowerCase().replace(/^microsoft\.powershell\.\w+\\/, ''));
}
