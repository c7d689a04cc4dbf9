/** What PowerShell calls things: aliases of cmdlets, and parameters that may be cut short. */

const table = `
ac Add-Content;clc Clear-Content;cli Clear-Item;clear Clear-Host;cls Clear-Host;clv Clear-Variable;compare Compare-Object;diff Compare-Object
copy Copy-Item;cp Copy-Item;cpi Copy-Item;cpp Copy-ItemProperty;cvpa Convert-Path;del Remove-Item;dir Get-ChildItem;echo Write-Output;epal Export-Alias
epcsv Export-Csv;erase Remove-Item;etsn Enter-PSSession;fc Format-Custom;fl Format-List;foreach ForEach-Object;% ForEach-Object;ft Format-Table;fw Format-Wide
gal Get-Alias;gc Get-Content;cat Get-Content;type Get-Content;gci Get-ChildItem;ls Get-ChildItem;gcm Get-Command;gdr Get-PSDrive;ghy Get-History;h Get-History
history Get-History;gi Get-Item;gjb Get-Job;gl Get-Location;pwd Get-Location;gm Get-Member;gmo Get-Module;gp Get-ItemProperty;gpv Get-ItemPropertyValue
gps Get-Process;ps Get-Process;group Group-Object;gsv Get-Service;gtz Get-TimeZone;gu Get-Unique;gv Get-Variable;gcb Get-Clipboard;gin Get-ComputerInfo
gwmi Get-WmiObject;icm Invoke-Command;iex Invoke-Expression;ihy Invoke-History;r Invoke-History;ii Invoke-Item;ipal Import-Alias;ipcsv Import-Csv
ipmo Import-Module;irm Invoke-RestMethod;iwr Invoke-WebRequest;iwmi Invoke-WmiMethod;kill Stop-Process;spps Stop-Process;man Get-Help;help Get-Help
measure Measure-Object;mi Move-Item;move Move-Item;mv Move-Item;mp Move-ItemProperty;mkdir New-Item;md New-Item;ni New-Item;nal New-Alias;ndr New-PSDrive
nmo New-Module;nv New-Variable;nsn New-PSSession;oh Out-Host;popd Pop-Location;pushd Push-Location;rd Remove-Item;rdr Remove-PSDrive;ren Rename-Item
ri Remove-Item;rjb Remove-Job;rm Remove-Item;rmdir Remove-Item;rni Rename-Item;rnp Rename-ItemProperty;rp Remove-ItemProperty;rv Remove-Variable
rvpa Resolve-Path;sajb Start-Job;sal Set-Alias;saps Start-Process;start Start-Process;sasv Start-Service;sbp Set-PSBreakpoint;sc Set-Content
scb Set-Clipboard;select Select-Object;set Set-Variable;si Set-Item;sl Set-Location;cd Set-Location;chdir Set-Location;sleep Start-Sleep;sls Select-String
sort Sort-Object;sp Set-ItemProperty;spjb Stop-Job;spsv Stop-Service;sv Set-Variable;swmi Set-WmiInstance;tee Tee-Object;where Where-Object;? Where-Object
write Write-Output;curl Invoke-WebRequest;wget Invoke-WebRequest;shcm Show-Command`;

const aliases = new Map(
  table
    .trim()
    .split(/[;\n]/)
    .map((line): [string, string] => {
      const [alias = '', cmdlet = ''] = line.split(' ');
      return [alias, cmdlet];
    }),
);

/** The cmdlet of an alias, or the name itself. */
export function unaliased(name: string): string {
  return aliases.get(name.toLowerCase()) ?? name;
}

/** Parameters that every cmdlet has, with their aliases. */
const common: Record<string, string> = {
  erroraction: 'value', ea: 'value', warningaction: 'value', wa: 'value', informationaction: 'value', infa: 'value', progressaction: 'value', proga: 'value',
  errorvariable: 'value', ev: 'value', warningvariable: 'value', wv: 'value', informationvariable: 'value', iv: 'value', outvariable: 'value', ov: 'value',
  outbuffer: 'value', ob: 'value', pipelinevariable: 'value', pv: 'value', verbose: 'none', vb: 'none', debug: 'none', db: 'none', whatif: 'none', wi: 'none',
  confirm: 'none', cf: 'none',
};

/**
 * The role of a parameter: PowerShell takes any beginning of its name that is unique. Where several begin so, one that does more
 * counts. Undefined: there is none of that name.
 */
export function parameterRole(name: string, own: ReadonlyMap<string, string>): string | undefined {
  const lower = name.toLowerCase();
  const exact = own.get(lower) ?? (Object.hasOwn(common, lower) ? common[lower] : undefined);
  if (exact !== undefined) return exact;
  const fitting = [...own].filter(([one]) => one.startsWith(lower)).map(([, role]) => role);
  const roles = fitting.length > 0 ? fitting : Object.entries(common).filter(([one]) => one.startsWith(lower)).map(([, role]) => role);
  return roles.find((role) => !harmless.has(role)) ?? roles[0];
}

const harmless = new Set(['none', 'value', 'read']);
